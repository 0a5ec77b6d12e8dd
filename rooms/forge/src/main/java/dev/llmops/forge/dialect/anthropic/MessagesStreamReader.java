// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.SseFrames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a message's events up to {@code message_stop}; without it a stream was cut. */
final class MessagesStreamReader extends SseFrames {
    private final AnswerEvents to;
    private final MessagesUsage usage = new MessagesUsage();
    private boolean begun;
    private boolean stopped;
    private boolean open;
    private boolean tool;

    MessagesStreamReader(AnswerEvents to, @Nullable RawFrames raw) {
        super(raw);
        this.to = to;
    }

    /** One event's members, which may come in any order. */
    private static final class Event {
        private String type = "";
        private MessagesAnswerReader.@Nullable Block block;
        private @Nullable String text;
        private @Nullable String thinking;
        private @Nullable String signature;
        private @Nullable String json;
        private @Nullable String stopReason;
        private @Nullable String stopText;
    }

    @Override
    protected boolean event(byte[] bytes, int from, int end) throws IOException {
        Event event = new Event();
        JsonIn.read(
                bytes,
                from,
                end,
                in -> in.members(name -> {
                    switch (name) {
                        case "type" -> event.type = in.text();
                        case "message" -> in.members(member -> message(in, member));
                        case "content_block" -> {
                            MessagesAnswerReader.Block block = new MessagesAnswerReader.Block();
                            in.members(member -> block.member(in, member));
                            event.block = block;
                        }
                        case "delta" -> in.members(member -> delta(in, member, event));
                        case "usage" -> usage.read(in, to);
                        default -> in.skip();
                    }
                }));
        return judge(event);
    }

    @Override
    protected boolean finished() {
        return false;
    }

    private void message(JsonIn in, String member) throws IOException {
        if (member.equals("usage")) {
            usage.read(in, to);
        } else {
            in.skip();
        }
    }

    private static void delta(JsonIn in, String member, Event event) throws IOException {
        switch (member) {
            case "text" -> event.text = in.text();
            case "thinking" -> event.thinking = in.text();
            case "signature" -> event.signature = in.text();
            case "partial_json" -> event.json = in.text();
            case "stop_reason" -> event.stopReason = in.text();
            case "stop_sequence" -> event.stopText = in.text();
            default -> in.skip();
        }
    }

    private boolean judge(Event event) throws MalformedAnswerException {
        switch (event.type) {
            case "message_start" -> begun = true;
            case "content_block_start" -> begin(event.block);
            case "content_block_delta" -> piece(event);
            case "content_block_stop" -> endBlock();
            case "message_delta" -> stop(event);
            case "message_stop" -> {
                if (!stopped) {
                    throw new MalformedAnswerException("the stream stopped without a stop_reason");
                }
                return true;
            }
            case "error" -> throw new MalformedAnswerException("the upstream reported an error in the stream");
            // ping, and what the provider may add.
            default -> {}
        }
        return false;
    }

    private void begin(MessagesAnswerReader.@Nullable Block block) throws MalformedAnswerException {
        if (!begun || open || stopped || block == null) {
            throw new MalformedAnswerException("a content block of the stream begins out of order");
        }
        open = true;
        tool = block.type().equals("tool_use");
        block.begin(to);
    }

    private void piece(Event event) throws MalformedAnswerException {
        if (!open) {
            throw new MalformedAnswerException("a piece of the stream belongs to no content block");
        }
        if (event.text != null) {
            to.text(event.text);
        } else if (event.thinking != null) {
            to.reasoning(event.thinking);
        } else if (event.signature != null) {
            to.signature(event.signature);
        } else if (event.json != null && tool && !event.json.isEmpty()) {
            to.arguments(event.json);
        }
    }

    private void endBlock() {
        if (open && tool) {
            to.toolEnd();
        }
        open = false;
        tool = false;
    }

    private void stop(Event event) throws MalformedAnswerException {
        if (open) {
            throw new MalformedAnswerException("the stream stopped within a content block");
        }
        if (event.stopReason != null && !stopped) {
            stopped = true;
            to.stop(StopReasons.read(event.stopReason), event.stopText);
        }
    }
}
