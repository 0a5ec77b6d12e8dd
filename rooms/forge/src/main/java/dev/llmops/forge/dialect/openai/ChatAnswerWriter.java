// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.Collected;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.StopReason;
import java.util.List;

/** Writes a {@code chat.completion}. */
final class ChatAnswerWriter extends Collected {
    private final AnswerHead head;

    ChatAnswerWriter(AnswerHead head) {
        this.head = head;
    }

    @Override
    public byte[] end(TokenUsage used) {
        JsonOut out = new JsonOut().open();
        out.put("id", "chatcmpl-" + head.callId()).put("object", "chat.completion");
        out.put("created", head.createdSeconds()).put("model", head.model());
        out.list("choices").open().put("index", 0);
        message(out);
        out.putNull("logprobs").put("finish_reason", finish(reason())).close().close();
        ChatUsage.write(out, used);
        return out.close().finish();
    }

    private void message(JsonOut out) {
        String text = allText();
        List<Part.ToolCall> calls = parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
        out.open("message").put("role", "assistant");
        boolean silent = text.isEmpty() && (!calls.isEmpty() || !refused().isEmpty());
        out.putOrNull("content", silent ? null : text);
        out.putOrNull("refusal", refused().isEmpty() ? null : refused());
        StringBuilder reasoning = new StringBuilder();
        for (Part part : parts()) {
            if (part instanceof Part.Reasoning thought) {
                reasoning.append(thought.text());
            }
        }
        if (!reasoning.isEmpty()) {
            out.put("reasoning_content", reasoning.toString());
        }
        if (!calls.isEmpty()) {
            out.list("tool_calls");
            calls.forEach(call -> ToolCallText.write(out, -1, call));
            out.close();
        }
        out.close();
    }

    static String finish(StopReason reason) {
        return switch (reason) {
            case END, STOP_TEXT -> "stop";
            case LENGTH -> "length";
            case TOOL_USE -> "tool_calls";
            case FILTERED -> "content_filter";
        };
    }
}
