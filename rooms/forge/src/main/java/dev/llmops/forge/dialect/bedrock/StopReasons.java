// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.StopReason;

/** {@code stopReason}. */
final class StopReasons {
    private StopReasons() {}

    static StopReason read(String reason) throws MalformedAnswerException {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> StopReason.LENGTH;
            case "tool_use" -> StopReason.TOOL_USE;
            case "stop_sequence" -> StopReason.STOP_TEXT;
            case "guardrail_intervened", "content_filtered" -> StopReason.FILTERED;
            case "malformed_model_output", "malformed_tool_use" ->
                throw new MalformedAnswerException("the model's answer is none");
            default -> StopReason.END;
        };
    }
}
