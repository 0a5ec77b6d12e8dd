// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.ErrorCode;

/** Anthropic's error shape: {@code {"type":"error","error":{"type","message"},"request_id"}}. */
final class AnthropicError {
    private AnthropicError() {}

    static byte[] body(RefusedCall refused, String callId) {
        return text(refused, callId).getBytes(UTF_8);
    }

    /** The error as a named event, for what fails after the answer has begun. */
    static byte[] frame(RefusedCall refused, String callId) {
        return ("event: error\ndata: " + text(refused, callId) + "\n\n").getBytes(UTF_8);
    }

    private static String text(RefusedCall refused, String callId) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type(refused.code()) + "\",\"message\":"
                + OpenAiError.literal(refused.message()) + "},\"request_id\":" + OpenAiError.literal(callId) + "}";
    }

    static String type(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> code.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
