// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a response's events: items one after another, each begun, filled and done, all numbered. */
final class ResponsesStreamWriter implements AnswerWriter {
    private enum Kind {
        NONE,
        TEXT,
        REFUSAL,
        REASONING,
        CALL
    }

    private final JsonOut out = new JsonOut();
    private final AnswerHead head;
    private final List<String> items = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private Kind open = Kind.NONE;
    private String id = "";
    private Part.@Nullable ToolCall call;
    private StopReason reason = StopReason.END;
    private boolean refused;
    private boolean begun;
    private long number;

    ResponsesStreamWriter(AnswerHead head) {
        this.head = head;
    }

    @Override
    public void text(String piece) {
        message(Kind.TEXT, OutputItems.text(""));
        delta("response.output_text.delta", piece).list("logprobs").close();
        endEvent();
    }

    @Override
    public void refusal(String piece) {
        refused = true;
        message(Kind.REFUSAL, OutputItems.refusal(""));
        delta("response.refusal.delta", piece);
        endEvent();
    }

    @Override
    public void reasoning(String piece) {
        if (open != Kind.REASONING) {
            begin(Kind.REASONING, "rs_");
            added(OutputItems.reasoning(id, "", null));
            place("response.reasoning_summary_part.added", "summary_index").raw("part", OutputItems.summary(""));
            endEvent();
        }
        written.append(piece);
        place("response.reasoning_summary_text.delta", "summary_index").put("delta", piece);
        endEvent();
    }

    @Override
    public void signature(String signature) {
        if (open == Kind.REASONING) {
            endReasoning(signature);
        } else {
            hidden(signature);
        }
    }

    @Override
    public void hiddenReasoning(String data) {
        hidden(OutputItems.HIDDEN + data);
    }

    @Override
    public void toolCall(String callId, String name, @Nullable String signature) {
        begin(Kind.CALL, "fc_");
        Part.ToolCall begun = new Part.ToolCall(callId, name, "", signature);
        call = begun;
        added(OutputItems.call(id, "in_progress", begun));
    }

    @Override
    public void arguments(String piece) {
        if (!piece.isEmpty()) {
            written.append(piece);
            item("response.function_call_arguments.delta").put("delta", piece);
            endEvent();
        }
    }

    @Override
    public void toolEnd() {
        if (written.isEmpty()) {
            arguments("{}");
        }
        endItem();
    }

    @Override
    public void stop(StopReason why, @Nullable String stopText) {
        reason = why;
    }

    @Override
    public void usage(TokenUsage used) {
        // Told at the end.
    }

    @Override
    public byte[] take() {
        return out.take();
    }

    @Override
    public byte[] end(TokenUsage used) {
        begin();
        endItem();
        StopReason why = refused ? StopReason.END : reason;
        JsonOut last = new JsonOut();
        String type = "response." + ResponseBody.status(why);
        last.plain("event: ").plain(type).plain("\ndata: ").open().put("type", type);
        last.put("sequence_number", number++).open("response");
        new ResponseBody(head, last).write(why, items, used);
        return last.close().close().plain("\n\n").take();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            for (String type : List.of("response.created", "response.in_progress")) {
                event(type).open("response");
                new ResponseBody(head, out).write(null, List.of(), null);
                out.close();
                endEvent();
            }
        }
    }

    private void begin(Kind kind, String prefix) {
        begin();
        endItem();
        open = kind;
        id = prefix + head.callId() + "_" + items.size();
        written.setLength(0);
    }

    private void message(Kind kind, String part) {
        if (open != kind) {
            begin(kind, "msg_");
            JsonOut empty =
                    new JsonOut().open().put("id", id).put("type", "message").put("status", "in_progress");
            empty.put("role", "assistant").list("content").close().close();
            added(new String(empty.finish(), UTF_8));
            place("response.content_part.added", "content_index").raw("part", part);
            endEvent();
        }
    }

    private JsonOut delta(String type, String piece) {
        written.append(piece);
        return place(type, "content_index").put("delta", piece);
    }

    private void hidden(String encrypted) {
        begin(Kind.REASONING, "rs_");
        open = Kind.NONE;
        String item = OutputItems.reasoning(id, "", encrypted);
        added(item);
        done(item);
    }

    private void endReasoning(@Nullable String signature) {
        String text = written.toString();
        open = Kind.NONE;
        place("response.reasoning_summary_text.done", "summary_index").put("text", text);
        endEvent();
        place("response.reasoning_summary_part.done", "summary_index").raw("part", OutputItems.summary(text));
        endEvent();
        done(OutputItems.reasoning(id, text, signature));
    }

    private void endItem() {
        String text = written.toString();
        switch (open) {
            case NONE -> {}
            case TEXT -> {
                place("response.output_text.done", "content_index")
                        .put("text", text)
                        .list("logprobs")
                        .close();
                endEvent();
                endPart(OutputItems.text(text));
                done(OutputItems.message(id, "completed", text, ""));
            }
            case REFUSAL -> {
                place("response.refusal.done", "content_index").put("refusal", text);
                endEvent();
                endPart(OutputItems.refusal(text));
                done(OutputItems.message(id, "completed", "", text));
            }
            case REASONING -> endReasoning(null);
            case CALL -> endCall(text);
        }
        open = Kind.NONE;
        written.setLength(0);
    }

    private void endCall(String arguments) {
        Part.ToolCall made = call;
        if (made != null) {
            item("response.function_call_arguments.done")
                    .put("name", made.name())
                    .put("arguments", arguments);
            endEvent();
            done(OutputItems.call(
                    id, "completed", new Part.ToolCall(made.id(), made.name(), arguments, made.signature())));
        }
    }

    private void endPart(String part) {
        place("response.content_part.done", "content_index").raw("part", part);
        endEvent();
    }

    private void added(String item) {
        event("response.output_item.added").put("output_index", items.size()).raw("item", item);
        endEvent();
    }

    private void done(String item) {
        event("response.output_item.done").put("output_index", items.size()).raw("item", item);
        endEvent();
        items.add(item);
    }

    private JsonOut place(String type, String index) {
        return item(type).put(index, 0);
    }

    private JsonOut item(String type) {
        return event(type).put("item_id", id).put("output_index", items.size());
    }

    private JsonOut event(String type) {
        out.plain("event: ").plain(type).plain("\ndata: ");
        return out.open().put("type", type).put("sequence_number", number++);
    }

    private void endEvent() {
        out.close().plain("\n\n");
    }
}
