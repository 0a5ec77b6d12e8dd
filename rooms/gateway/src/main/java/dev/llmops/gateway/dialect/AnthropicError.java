// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.platform.web.AnthropicErrors;

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
        return "{\"type\":\"error\",\"error\":{\"type\":\""
                + AnthropicErrors.type(refused.code().status()) + "\",\"message\":"
                + OpenAiError.literal(refused.message()) + "},\"request_id\":" + OpenAiError.literal(callId) + "}";
    }
}
