// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code converse-stream}: after {@code messageStop} it is whole; the counts come behind. */
final class ConverseStreamReader extends EventMessages {
    private final AnswerEvents to;
    private boolean stopped;
    private boolean over;
    private boolean tool;

    ConverseStreamReader(AnswerEvents to) {
        this.to = to;
    }

    /** One piece of a block. */
    private static final class Piece {
        private @Nullable String id;
        private @Nullable String name;
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public boolean finish() {
        return over || (stopped && whole());
    }

    @Override
    void message(boolean event, String type, byte[] bytes, int from, int end) throws IOException {
        if (!event) {
            throw new MalformedAnswerException("the upstream reported an error in the stream");
        }
        switch (type) {
            case "contentBlockStart" -> JsonIn.read(bytes, from, end, in -> in.members(name -> start(in, name)));
            case "contentBlockDelta" -> JsonIn.read(bytes, from, end, in -> in.members(name -> delta(in, name)));
            case "contentBlockStop" -> endTool();
            case "messageStop" -> JsonIn.read(bytes, from, end, in -> in.members(name -> stop(in, name)));
            case "metadata" -> {
                JsonIn.read(bytes, from, end, in -> in.members(name -> metadata(in, name)));
                over = stopped;
            }
            // messageStart, and what the provider may add.
            default -> {}
        }
    }

    private void start(JsonIn in, String member) throws IOException {
        if (!member.equals("start")) {
            in.skip();
            return;
        }
        Piece piece = new Piece();
        in.members(kind -> {
            if (!kind.equals("toolUse")) {
                in.skip();
                return;
            }
            in.members(name -> {
                switch (name) {
                    case "toolUseId" -> piece.id = in.text();
                    case "name" -> piece.name = in.text();
                    default -> in.skip();
                }
            });
            if (piece.id == null || piece.name == null || tool) {
                throw new MalformedAnswerException("a tool call of the stream has no id or no name");
            }
            tool = true;
            to.toolCall(piece.id, piece.name, null);
        });
    }

    private void delta(JsonIn in, String member) throws IOException {
        if (!member.equals("delta")) {
            in.skip();
            return;
        }
        in.members(kind -> {
            switch (kind) {
                case "text" -> to.text(in.text());
                case "toolUse" -> in.members(name -> input(in, name));
                case "reasoningContent" -> in.members(name -> thought(in, name));
                default -> in.skip();
            }
        });
    }

    private void input(JsonIn in, String member) throws IOException {
        if (!member.equals("input")) {
            in.skip();
        } else if (!tool) {
            throw new MalformedAnswerException("a piece of the stream belongs to no tool call");
        } else {
            to.arguments(in.text());
        }
    }

    private void thought(JsonIn in, String member) throws IOException {
        switch (member) {
            case "text" -> to.reasoning(in.text());
            case "signature" -> to.signature(in.text());
            case "redactedContent" -> to.hiddenReasoning(in.text());
            default -> in.skip();
        }
    }

    private void stop(JsonIn in, String member) throws IOException {
        if (member.equals("stopReason") && !stopped) {
            endTool();
            stopped = true;
            to.stop(StopReasons.read(in.text()), null);
        } else {
            in.skip();
        }
    }

    private void metadata(JsonIn in, String member) throws IOException {
        if (member.equals("usage")) {
            ConverseUsage.read(in, to);
        } else {
            in.skip();
        }
    }

    private void endTool() {
        if (tool) {
            tool = false;
            to.toolEnd();
        }
    }
}
