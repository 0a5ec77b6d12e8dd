// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Dialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever the network cuts a stream, and whatever it turns it into. */
class StreamCutsTest {
    private static final Dialect[] CLIENTS = {Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES
    };

    private static byte[] stream(Dialect dialect) {
        return Streams.of(dialect);
    }

    /** Where the first byte stands that a stream may lack and yet be whole. */
    private static int finish(Dialect upstream, byte[] bytes) {
        String end =
                switch (upstream) {
                    case OPENAI_CHAT -> "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{}";
                    case GEMINI -> "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"\"}";
                    case BEDROCK_CONVERSE -> "messageStop";
                    default -> "event: message_stop";
                };
        return new String(bytes, ISO_8859_1).indexOf(end);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "GEMINI", "BEDROCK_CONVERSE"})
    void everyCutGivesTheSame(Dialect upstream) throws Exception {
        byte[] bytes = stream(upstream);
        for (Dialect client : CLIENTS) {
            String whole = Spoken.stream(upstream, client, bytes, bytes.length, true);
            for (int piece : new int[] {1, 2, 3, 7, 64, 1_000}) {
                assertThat(Spoken.stream(upstream, client, bytes, piece, true)).isEqualTo(whole);
            }
            for (int at = 1; at < bytes.length; at++) {
                assertThat(Spoken.stream(upstream, client, bytes, Math.max(at, bytes.length - at), true))
                        .isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "GEMINI", "BEDROCK_CONVERSE"})
    void aStreamThatEndsEarlyIsNotTakenForWhole(Dialect upstream) throws Exception {
        byte[] bytes = stream(upstream);
        int finish = finish(upstream, bytes);
        for (int at = 0; at < finish; at++) {
            AnswerStream reader = Dialects.of(upstream).readStream(new Tally(null), null);
            boolean whole;
            try {
                reader.feed(ByteBuffer.wrap(Arrays.copyOf(bytes, at)));
                whole = reader.finish();
            } catch (IOException e) {
                whole = false;
            }
            assertThat(whole).as("cut after %d bytes", at).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "GEMINI", "BEDROCK_CONVERSE"})
    void anAlteredStreamIsReadOrRefusedAndNothingElse(Dialect upstream) {
        Random random = new Random(7);
        for (int i = 0; i < 6_000; i++) {
            byte[] bytes = stream(upstream).clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                alter(bytes, random);
            }
            try {
                String told = Spoken.stream(upstream, CLIENTS[i % 3], bytes, 1 + random.nextInt(900), true);
                assertThat(Spoken.events(told)).isNotEmpty();
            } catch (IOException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    private static void alter(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] = (byte) "{}[]\",:0n".charAt(random.nextInt(9));
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }

    /** Whoever the upstream is, the client hears the same. */
    @Test
    void allUpstreamsTellTheSameStory() throws Exception {
        for (Dialect client : CLIENTS) {
            String openAi = told(Dialect.OPENAI_CHAT, client);
            for (Dialect upstream : List.of(Dialect.ANTHROPIC_MESSAGES, Dialect.GEMINI, Dialect.BEDROCK_CONVERSE)) {
                assertThat(told(upstream, client))
                        .as("%s to %s", upstream, client)
                        .isEqualTo(openAi);
            }
        }
    }

    private static String told(Dialect upstream, Dialect client) throws IOException {
        StringBuilder told = new StringBuilder();
        AnswerStream reader = Dialects.of(upstream).readStream(new Told(told), null);
        reader.feed(ByteBuffer.wrap(stream(upstream)));
        assertThat(reader.finish()).isTrue();
        assertThat(Spoken.stream(upstream, client, stream(upstream), 50, true)).contains("weather", "Ulm", "toolu_2");
        return told.toString();
    }

    @Test
    void aFrameWithoutEndIsRefusedBeforeItFillsTheMemory() {
        AnswerStream reader = Dialects.of(Dialect.ANTHROPIC_MESSAGES).readStream(new Tally(null), null);
        byte[] chunk = "data: xxxxxxxxxxxxxxxx".repeat(4_096).getBytes(UTF_8);
        int fed = 0;
        String fault = "";
        while (fault.isEmpty() && fed < 2 * SseFrames.MAX_FRAME_BYTES) {
            try {
                reader.feed(ByteBuffer.wrap(chunk));
            } catch (IOException e) {
                fault = String.valueOf(e.getMessage());
            }
            fed += chunk.length;
        }
        assertThat(fault).contains("longer than");
    }
}
