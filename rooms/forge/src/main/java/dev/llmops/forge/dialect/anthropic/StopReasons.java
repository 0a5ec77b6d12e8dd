// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.StopReason;

/** {@code stop_reason}. */
final class StopReasons {
    private StopReasons() {}

    static StopReason read(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> StopReason.LENGTH;
            case "tool_use" -> StopReason.TOOL_USE;
            case "stop_sequence" -> StopReason.STOP_TEXT;
            case "refusal" -> StopReason.FILTERED;
            default -> StopReason.END;
        };
    }

    static String write(StopReason reason) {
        return switch (reason) {
            case END -> "end_turn";
            case STOP_TEXT -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_USE -> "tool_use";
            case FILTERED -> "refusal";
        };
    }
}
