// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.Collected;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.StopReason;

/** Writes a whole message. */
final class MessagesAnswerWriter extends Collected {
    private final AnswerHead head;

    MessagesAnswerWriter(AnswerHead head) {
        this.head = head;
    }

    @Override
    public byte[] end(TokenUsage used) {
        JsonOut out = new JsonOut().open();
        out.put("id", "msg_" + head.callId()).put("type", "message").put("role", "assistant");
        out.put("model", head.model()).list("content");
        parts().forEach(part -> block(out, part));
        if (!refused().isEmpty()) {
            block(out, new Part.Text(refused()));
        }
        out.close();
        StopReason reason = refused().isEmpty() ? reason() : StopReason.FILTERED;
        out.put("stop_reason", StopReasons.write(reason)).putOrNull("stop_sequence", stopText());
        MessagesUsage.write(out, used);
        return out.close().finish();
    }

    private static void block(JsonOut out, Part part) {
        switch (part) {
            case Part.Text text ->
                out.open().put("type", "text").put("text", text.text()).close();
            case Part.Reasoning thought -> {
                out.open().put("type", "thinking").put("thinking", thought.text());
                out.put("signature", thought.signature() == null ? "" : thought.signature())
                        .close();
            }
            case Part.HiddenReasoning hidden ->
                out.open()
                        .put("type", "redacted_thinking")
                        .put("data", hidden.data())
                        .close();
            case Part.ToolCall call -> {
                out.open().put("type", "tool_use").put("id", call.id()).put("name", call.name());
                // A model may write what is no JSON; the dialect has only objects.
                out.raw("input", JsonIn.isObject(call.arguments()) ? call.arguments() : "{}")
                        .close();
            }
            case Part.Media ignored -> {}
            case Part.ToolResult ignored -> {}
        }
    }
}
