// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Requests and answers taken from one dialect to another, as tests want them. */
final class Spoken {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Conversation NOTHING = new Conversation(
            List.of(),
            List.of(new Turn(false, List.of(new Part.Text("Hi")))),
            List.of(),
            ToolChoice.AUTO,
            null,
            new Sampling(null, null, null, null, List.of(), null, null, null, null));

    private Spoken() {}

    static UpstreamKind kind(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC_MESSAGES -> UpstreamKind.ANTHROPIC;
            case GEMINI -> UpstreamKind.GEMINI;
            case BEDROCK_CONVERSE -> UpstreamKind.BEDROCK;
            default -> UpstreamKind.OPENAI_COMPATIBLE;
        };
    }

    static Conversation read(Dialect from, String body) throws IOException {
        return Dialects.of(from).readRequest(ByteBuffer.wrap(body.getBytes(UTF_8)));
    }

    static String write(Dialect to, Conversation said, boolean stream) throws IOException {
        return new String(Dialects.of(to).writeRequest(said, new Wire(kind(to), "the-model", stream, false)), UTF_8);
    }

    static JsonNode request(Dialect from, Dialect to, String body) throws IOException {
        return JSON.readTree(write(to, read(from, body), false));
    }

    static AnswerHead head(boolean includeUsage) {
        return new AnswerHead("01CALL", "the-model", 1_800_000_000, includeUsage, NOTHING);
    }

    static JsonNode answer(Dialect from, Dialect to, String body) throws IOException {
        AnswerWriter writer = Dialects.of(to).writeAnswer(head(true));
        Tally tally = new Tally(writer);
        Dialects.of(from).readAnswer(ByteBuffer.wrap(body.getBytes(UTF_8)), tally);
        return JSON.readTree(writer.end(used(tally)));
    }

    /** A stream, cut into pieces of so many bytes. */
    static String stream(Dialect from, Dialect to, byte[] stream, int piece, boolean includeUsage) throws IOException {
        AnswerWriter writer = Dialects.of(to).writeStream(head(includeUsage));
        Tally tally = new Tally(writer);
        AnswerStream reader = Dialects.of(from).readStream(tally, null);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        for (int at = 0; at < stream.length; at += piece) {
            reader.feed(ByteBuffer.wrap(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + piece))));
            told.writeBytes(writer.take());
        }
        if (!reader.finish()) {
            throw new MalformedAnswerException("cut");
        }
        byte[] last = writer.end(used(tally));
        told.writeBytes(writer.take());
        told.writeBytes(last);
        return told.toString(UTF_8);
    }

    static String stream(Dialect from, Dialect to, String stream) throws IOException {
        return stream(from, to, stream.getBytes(UTF_8), Integer.MAX_VALUE / 2, true);
    }

    /** The data of a stream's events, one after another. */
    static List<JsonNode> events(String stream) {
        return Arrays.stream(stream.split("\n\n", -1))
                .filter(frame -> !frame.isBlank() && !frame.endsWith("[DONE]"))
                .map(frame -> frame.substring(frame.indexOf("data: ") + 6))
                .map(Spoken::tree)
                .toList();
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static TokenUsage used(Tally tally) {
        TokenUsage used = tally.used();
        return used == null ? TokenUsage.NONE : used;
    }
}
