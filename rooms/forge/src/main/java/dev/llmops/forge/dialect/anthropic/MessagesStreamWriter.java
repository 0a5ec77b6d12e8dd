// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.StopReason;
import org.jspecify.annotations.Nullable;

/** Writes a message's events: blocks one after another, each with its index. */
final class MessagesStreamWriter implements AnswerWriter {
    private final JsonOut out = new JsonOut();
    private final AnswerHead head;
    private String open = "";
    private int index = -1;
    private boolean begun;
    private boolean refused;
    private TokenUsage known = TokenUsage.NONE;
    private StopReason reason = StopReason.END;
    private @Nullable String stopText;

    MessagesStreamWriter(AnswerHead head) {
        this.head = head;
    }

    @Override
    public void text(String piece) {
        block("text", "text");
        delta("text_delta", "text", piece);
    }

    @Override
    public void refusal(String piece) {
        refused = true;
        text(piece);
    }

    @Override
    public void reasoning(String piece) {
        block("thinking", "thinking");
        delta("thinking_delta", "thinking", piece);
    }

    @Override
    public void signature(String signature) {
        block("thinking", "thinking");
        delta("signature_delta", "signature", signature);
        closeBlock();
    }

    @Override
    public void hiddenReasoning(String data) {
        openBlock("redacted_thinking");
        out.put("type", "redacted_thinking").put("data", data);
        endEvent();
        closeBlock();
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        openBlock("tool_use");
        out.put("type", "tool_use").put("id", id).put("name", name);
        out.open("input").close();
        endEvent();
    }

    @Override
    public void arguments(String piece) {
        if (!piece.isEmpty()) {
            delta("input_json_delta", "partial_json", piece);
        }
    }

    @Override
    public void toolEnd() {
        closeBlock();
    }

    @Override
    public void stop(StopReason why, @Nullable String which) {
        reason = why;
        stopText = which;
    }

    @Override
    public void usage(TokenUsage used) {
        known = used;
    }

    @Override
    public byte[] take() {
        return out.take();
    }

    @Override
    public byte[] end(TokenUsage used) {
        begin();
        closeBlock();
        event("message_delta").open("delta");
        out.put("stop_reason", StopReasons.write(refused ? StopReason.FILTERED : reason));
        out.putOrNull("stop_sequence", stopText).close();
        MessagesUsage.write(out, used);
        out.close().plain("\n\n");
        JsonOut last = new JsonOut().plain("event: message_stop\ndata: ").open();
        return last.put("type", "message_stop").close().plain("\n\n").take();
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        event("message_start").open("message");
        out.put("id", "msg_" + head.callId()).put("type", "message").put("role", "assistant");
        out.put("model", head.model()).list("content").close();
        out.putNull("stop_reason").putNull("stop_sequence");
        MessagesUsage.write(out, known);
        endEvent();
    }

    /** Opens a block of text or thoughts unless one is open. */
    private void block(String type, String member) {
        if (!open.equals(type)) {
            openBlock(type);
            out.put("type", type).put(member, "");
            if (type.equals("thinking")) {
                out.put("signature", "");
            }
            endEvent();
        }
    }

    private void openBlock(String type) {
        begin();
        closeBlock();
        index++;
        open = type;
        event("content_block_start").put("index", index).open("content_block");
    }

    private void closeBlock() {
        if (!open.isEmpty()) {
            open = "";
            event("content_block_stop").put("index", index).close().plain("\n\n");
        }
    }

    private void delta(String type, String member, String piece) {
        event("content_block_delta").put("index", index).open("delta");
        out.put("type", type).put(member, piece);
        endEvent();
    }

    private JsonOut event(String type) {
        out.plain("event: ").plain(type).plain("\ndata: ");
        return out.open().put("type", type);
    }

    /** Closes the inner object, the event's, and the event. */
    private void endEvent() {
        out.close().close().plain("\n\n");
    }
}
