// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.StopReason;
import org.jspecify.annotations.Nullable;

/** Writes {@code chat.completion.chunk}s, then {@code [DONE]}. */
final class ChatStreamWriter implements AnswerWriter {
    private final JsonOut out = new JsonOut();
    private final AnswerHead head;
    private final String opening;
    private int tools = -1;
    private boolean argued;
    private boolean begun;

    ChatStreamWriter(AnswerHead head) {
        this.head = head;
        this.opening = "data: {\"id\":\"chatcmpl-" + head.callId()
                + "\",\"object\":\"chat.completion.chunk\",\"created\":" + head.createdSeconds() + ",\"model\":"
                + JsonOut.quoted(head.model()) + ",\"choices\":[{\"index\":0,\"delta\":";
    }

    @Override
    public void text(String piece) {
        delta("content", piece);
    }

    @Override
    public void refusal(String piece) {
        delta("refusal", piece);
    }

    @Override
    public void reasoning(String piece) {
        delta("reasoning_content", piece);
    }

    @Override
    public void signature(String signature) {
        // No member of a chunk for it.
    }

    @Override
    public void hiddenReasoning(String data) {
        // No member of a chunk for it.
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        begin();
        tools++;
        argued = false;
        out.plain(opening).open().list("tool_calls");
        ToolCallText.write(out, tools, new Part.ToolCall(id, name, "", signature));
        out.close().close();
        close("null");
    }

    @Override
    public void arguments(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        argued = true;
        out.plain(opening).open().list("tool_calls").open().put("index", tools);
        out.open("function").put("arguments", piece).close().close().close().close();
        close("null");
    }

    @Override
    public void toolEnd() {
        if (!argued) {
            arguments("{}");
        }
    }

    @Override
    public void stop(StopReason reason, @Nullable String stopText) {
        begin();
        out.plain(opening).plain("{}");
        close('"' + ChatAnswerWriter.finish(reason) + '"');
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
        if (head.includeUsage()) {
            out.plain("data: ").open();
            out.put("id", "chatcmpl-" + head.callId()).put("object", "chat.completion.chunk");
            out.put("created", head.createdSeconds()).put("model", head.model());
            out.list("choices").close();
            ChatUsage.write(out, used);
            out.close().plain("\n\n");
        }
        return "data: [DONE]\n\n".getBytes(US_ASCII);
    }

    private void delta(String member, String piece) {
        if (!piece.isEmpty()) {
            begin();
            out.plain(opening).open().put(member, piece).close();
            close("null");
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            out.plain(opening)
                    .open()
                    .put("role", "assistant")
                    .put("content", "")
                    .close();
            close("null");
        }
    }

    private void close(String finish) {
        out.plain(",\"logprobs\":null,\"finish_reason\":").plain(finish);
        out.plain(head.includeUsage() ? "}],\"usage\":null}\n\n" : "}]}\n\n");
    }
}
