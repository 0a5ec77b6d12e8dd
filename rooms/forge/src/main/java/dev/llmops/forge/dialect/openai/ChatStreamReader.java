// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.SseFrames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code chat.completion.chunk}s up to {@code [DONE]}. */
final class ChatStreamReader extends SseFrames {
    private final AnswerEvents to;
    private int tool = -1;
    private boolean toolOpen;
    private boolean finished;

    ChatStreamReader(AnswerEvents to, @Nullable RawFrames raw) {
        super(raw);
        this.to = to;
    }

    @Override
    protected boolean event(byte[] bytes, int from, int end) throws IOException {
        if (from < end && bytes[from] == '[') {
            if (!finished) {
                throw new MalformedAnswerException("the stream ended without a finish_reason");
            }
            return true;
        }
        JsonIn.read(
                bytes,
                from,
                end,
                in -> in.members(name -> {
                    switch (name) {
                        case "choices" -> in.elements(() -> choice(in));
                        case "usage" -> ChatUsage.read(in, to);
                        case "error" ->
                            throw new MalformedAnswerException("the upstream reported an error in the stream");
                        default -> in.skip();
                    }
                }));
        return false;
    }

    @Override
    protected boolean finished() {
        return finished;
    }

    private void choice(JsonIn in) throws IOException {
        String[] finish = {null};
        boolean[] other = {false};
        in.members(name -> {
            switch (name) {
                case "index" -> other[0] = in.whole() > 0;
                case "delta" -> {
                    if (other[0]) {
                        in.skip();
                    } else {
                        in.members(member -> delta(in, member));
                    }
                }
                case "finish_reason" -> finish[0] = in.text();
                default -> in.skip();
            }
        });
        if (finish[0] != null && !finish[0].isEmpty() && !other[0] && !finished) {
            finished = true;
            endTool();
            to.stop(ChatAnswerReader.reason(finish[0], tool >= 0), null);
        }
    }

    private void delta(JsonIn in, String member) throws IOException {
        switch (member) {
            case "content" -> tell(in.text(), to::text);
            case "refusal" -> tell(in.text(), to::refusal);
            case "reasoning_content", "reasoning" -> tell(in.text(), to::reasoning);
            case "tool_calls" ->
                in.elements(() -> {
                    ToolCallMembers call = new ToolCallMembers();
                    call.read(in);
                    toolCall(call);
                });
            default -> in.skip();
        }
    }

    private static void tell(String piece, java.util.function.Consumer<String> to) {
        if (!piece.isEmpty()) {
            to.accept(piece);
        }
    }

    /** A call begins with a place not seen before or, where endpoints leave the place out, with an id. */
    private void toolCall(ToolCallMembers call) throws MalformedAnswerException {
        int index = call.index() >= 0 ? call.index() : call.id() == null ? Math.max(tool, 0) : tool + 1;
        if (index > tool) {
            if (call.id() == null || call.name().isEmpty()) {
                throw new MalformedAnswerException("a tool call of the stream has no id or no name");
            }
            endTool();
            tool = index;
            toolOpen = true;
            to.toolCall(call.id(), call.name(), call.signature());
        } else if (index < tool || !toolOpen) {
            throw new MalformedAnswerException("a tool call of the stream goes on after another began");
        }
        if (!call.arguments().isEmpty()) {
            to.arguments(call.arguments());
        }
    }

    private void endTool() {
        if (toolOpen) {
            toolOpen = false;
            to.toolEnd();
        }
    }
}
