// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a whole message. */
final class MessagesAnswerReader {
    private final AnswerEvents to;
    private String type = "";
    private @Nullable String stopReason;
    private @Nullable String stopText;
    private boolean content;

    MessagesAnswerReader(AnswerEvents to) {
        this.to = to;
    }

    void read(ByteBuffer body) throws IOException {
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    switch (name) {
                        case "type" -> type = in.text();
                        case "content" -> {
                            content = true;
                            in.elements(() -> block(in));
                        }
                        case "stop_reason" -> stopReason = in.text();
                        case "stop_sequence" -> stopText = in.text();
                        case "usage" -> new MessagesUsage().read(in, to);
                        case "error" -> throw new MalformedAnswerException("the answer is an error");
                        default -> in.skip();
                    }
                }));
        if (!type.equals("message") || !content || stopReason == null) {
            throw new MalformedAnswerException("the answer is not a complete message");
        }
        to.stop(StopReasons.read(stopReason), stopText);
    }

    private void block(JsonIn in) throws IOException {
        Block block = new Block();
        in.members(name -> block.member(in, name));
        block.tell(to);
    }

    /** A block of an answer; its members may come in any order. */
    static final class Block {
        private String type = "";
        private String text = "";
        private String id = "";
        private String name = "";
        private String input = "";
        private String signature = "";
        private String data = "";

        void member(JsonIn in, String member) throws IOException {
            switch (member) {
                case "type" -> type = in.text();
                case "text", "thinking" -> text = in.text();
                case "id" -> id = in.text();
                case "name" -> name = in.text();
                case "input" -> input = in.isObject() ? in.raw() : in.text();
                case "signature" -> signature = in.text();
                case "data" -> data = in.isText() ? in.text() : "";
                default -> in.skip();
            }
        }

        String type() {
            return type;
        }

        /** Tells the block but for the end of a tool call, which its arguments may precede. */
        void begin(AnswerEvents to) throws MalformedAnswerException {
            switch (type) {
                case "text" -> {
                    if (!text.isEmpty()) {
                        to.text(text);
                    }
                }
                case "thinking" -> {
                    if (!text.isEmpty()) {
                        to.reasoning(text);
                    }
                    if (!signature.isEmpty()) {
                        to.signature(signature);
                    }
                }
                case "redacted_thinking" -> to.hiddenReasoning(data);
                case "tool_use" -> {
                    if (id.isEmpty() || name.isEmpty()) {
                        throw new MalformedAnswerException("a tool call of the answer has no id or no name");
                    }
                    to.toolCall(id, name, null);
                    if (!input.isEmpty() && !input.equals("{}")) {
                        to.arguments(input);
                    }
                }
                // Blocks of the provider's own tools, which were not asked for.
                default -> {}
            }
        }

        void tell(AnswerEvents to) throws MalformedAnswerException {
            begin(to);
            if (type.equals("tool_use")) {
                to.toolEnd();
            }
        }
    }
}
