// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.StopReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code chat.completion}; of several choices the first. */
final class ChatAnswerReader {
    private final AnswerEvents to;
    private final List<ToolCallMembers> calls = new ArrayList<>();
    private String text = "";
    private String refusal = "";
    private String reasoning = "";
    private @Nullable String finish;
    private int choices;

    ChatAnswerReader(AnswerEvents to) {
        this.to = to;
    }

    void read(ByteBuffer body) throws IOException {
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    switch (name) {
                        case "choices" -> in.elements(() -> choice(in));
                        case "usage" -> ChatUsage.read(in, to);
                        case "error" -> throw new MalformedAnswerException("the answer is an error");
                        default -> in.skip();
                    }
                }));
        if (choices == 0) {
            throw new MalformedAnswerException("the answer has no choices");
        }
        tell();
    }

    private void choice(JsonIn in) throws IOException {
        if (choices++ > 0) {
            in.skip();
            return;
        }
        in.members(name -> {
            switch (name) {
                case "message" -> in.members(member -> message(in, member));
                case "finish_reason" -> finish = in.text();
                default -> in.skip();
            }
        });
    }

    private void message(JsonIn in, String member) throws IOException {
        switch (member) {
            case "content" -> text = in.text();
            case "refusal" -> refusal = in.text();
            case "reasoning_content", "reasoning" -> reasoning = in.isText() ? in.text() : skipped(in);
            case "tool_calls" ->
                in.elements(() -> {
                    ToolCallMembers call = new ToolCallMembers();
                    call.read(in);
                    calls.add(call);
                });
            default -> in.skip();
        }
    }

    private static String skipped(JsonIn in) throws IOException {
        in.skip();
        return "";
    }

    private void tell() throws MalformedAnswerException {
        if (!reasoning.isEmpty()) {
            to.reasoning(reasoning);
        }
        if (!text.isEmpty()) {
            to.text(text);
        }
        if (!refusal.isEmpty()) {
            to.refusal(refusal);
        }
        for (ToolCallMembers call : calls) {
            if (call.id() == null || call.name().isEmpty()) {
                throw new MalformedAnswerException("a tool call of the answer has no id or no name");
            }
            to.toolCall(call.id(), call.name(), call.signature());
            to.arguments(call.arguments());
            to.toolEnd();
        }
        to.stop(reason(finish, !calls.isEmpty()), null);
    }

    static StopReason reason(@Nullable String finish, boolean calls) {
        return switch (finish == null ? "stop" : finish) {
            case "length" -> StopReason.LENGTH;
            case "content_filter" -> StopReason.FILTERED;
            case "tool_calls", "function_call" -> StopReason.TOOL_USE;
            default -> calls ? StopReason.TOOL_USE : StopReason.END;
        };
    }
}
