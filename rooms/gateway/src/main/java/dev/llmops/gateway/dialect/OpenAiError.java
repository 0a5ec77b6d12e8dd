// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmops.kernel.ErrorCode;
import org.jspecify.annotations.Nullable;

/** OpenAI's error shape: {@code {"error":{"message","type","param","code"}}}. */
public final class OpenAiError {
    private OpenAiError() {}

    static byte[] body(RefusedCall refused) {
        return text(refused).getBytes(UTF_8);
    }

    /** The error as a frame of an event stream, for what fails after the answer has begun. */
    static byte[] frame(RefusedCall refused) {
        return ("data: " + text(refused) + "\n\n").getBytes(UTF_8);
    }

    /**
     * The error as a named and numbered event: the members as they are documented, and the object that clients look for
     * to throw what they throw for errors.
     */
    static byte[] event(RefusedCall refused, long number) {
        String message = literal(refused.message());
        return ("event: error\ndata: {\"type\":\"error\",\"sequence_number\":" + number + ",\"code\":\""
                        + code(refused.code()) + "\",\"message\":" + message + ",\"param\":" + literal(refused.param())
                        + "," + text(refused).substring(1) + "\n\n")
                .getBytes(UTF_8);
    }

    private static String text(RefusedCall refused) {
        return "{\"error\":{\"message\":" + literal(refused.message()) + ",\"type\":\"" + type(refused.code())
                + "\",\"param\":" + literal(refused.param()) + ",\"code\":\"" + code(refused.code()) + "\"}}";
    }

    public static String literal(@Nullable String text) {
        return text == null
                ? "null"
                : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The dialect has a word of its own for a key that is not known. */
    public static String code(ErrorCode code) {
        return code == ErrorCode.UNAUTHENTICATED ? "invalid_api_key" : code.code();
    }

    static String type(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> code == ErrorCode.INSUFFICIENT_QUOTA ? "insufficient_quota" : "rate_limit_error";
            default -> code.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
