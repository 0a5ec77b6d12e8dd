// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of {@code converse}. */
final class ConverseAnswerReader {
    private final AnswerEvents to;
    private @Nullable String stopReason;
    private boolean content;

    ConverseAnswerReader(AnswerEvents to) {
        this.to = to;
    }

    /** A tool call or a thought while it is read. */
    private static final class Piece {
        private String id = "";
        private String name = "";
        private String input = "{}";
        private String text = "";
        private String signature = "";
    }

    void read(ByteBuffer body) throws IOException {
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    switch (name) {
                        case "output" -> in.members(member -> message(in, member));
                        case "stopReason" -> stopReason = in.text();
                        case "usage" -> ConverseUsage.read(in, to);
                        default -> in.skip();
                    }
                }));
        if (!content || stopReason == null) {
            throw new MalformedAnswerException("the answer has no complete message");
        }
        to.stop(StopReasons.read(stopReason), null);
    }

    private void message(JsonIn in, String member) throws IOException {
        if (!member.equals("message")) {
            in.skip();
            return;
        }
        in.members(name -> {
            if (name.equals("content")) {
                content = true;
                in.elements(() -> in.members(kind -> block(in, kind)));
            } else {
                in.skip();
            }
        });
    }

    private void block(JsonIn in, String kind) throws IOException {
        switch (kind) {
            case "text" -> to.text(in.text());
            case "toolUse" -> toolUse(in);
            case "reasoningContent" -> in.members(name -> thought(in, name));
            default -> in.skip();
        }
    }

    private void toolUse(JsonIn in) throws IOException {
        Piece piece = new Piece();
        in.members(name -> {
            switch (name) {
                case "toolUseId" -> piece.id = in.text();
                case "name" -> piece.name = in.text();
                case "input" -> piece.input = in.rawObject();
                default -> in.skip();
            }
        });
        if (piece.id.isEmpty() || piece.name.isEmpty()) {
            throw new MalformedAnswerException("a tool call of the answer has no id or no name");
        }
        to.toolCall(piece.id, piece.name, null);
        to.arguments(piece.input);
        to.toolEnd();
    }

    private void thought(JsonIn in, String member) throws IOException {
        switch (member) {
            case "redactedContent" -> to.hiddenReasoning(in.text());
            case "reasoningText" -> {
                Piece piece = new Piece();
                in.members(name -> {
                    switch (name) {
                        case "text" -> piece.text = in.text();
                        case "signature" -> piece.signature = in.text();
                        default -> in.skip();
                    }
                });
                to.reasoning(piece.text);
                if (!piece.signature.isEmpty()) {
                    to.signature(piece.signature);
                }
            }
            default -> in.skip();
        }
    }
}
