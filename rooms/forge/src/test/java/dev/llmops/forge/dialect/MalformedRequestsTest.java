// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.forge.embedding.EmbeddingsRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends: it is understood or refused in words, and nothing else. */
class MalformedRequestsTest {
    private static final List<Dialect> UPSTREAMS =
            List.of(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, Dialect.GEMINI, Dialect.BEDROCK_CONVERSE);

    private static String body(Dialect client) {
        return switch (client) {
            case ANTHROPIC_MESSAGES -> AnthropicToOpenAiTest.REQUEST;
            case OPENAI_RESPONSES -> FromResponsesTest.REQUEST;
            case OPENAI_COMPLETIONS ->
                "{\"model\":\"m\",\"prompt\":[\"Once \\u00fcpon\"],\"max_tokens\":9,\"stop\":[\"a\",\"b\"],\"n\":1,"
                        + "\"temperature\":0.5,\"echo\":false,\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
            default -> OpenAiToAnthropicTest.REQUEST;
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "OPENAI_RESPONSES", "OPENAI_COMPLETIONS"})
    void anAlteredRequestIsUnderstoodOrRefused(Dialect client) {
        Random random = new Random(11);
        String pieces = "{}[]\",:0n-e\\ ";
        for (int i = 0; i < 8_000; i++) {
            StringBuilder body = new StringBuilder(body(client));
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(body.length());
                switch (random.nextInt(3)) {
                    case 0 -> body.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                    case 1 -> body.delete(at, Math.min(body.length(), at + random.nextInt(30)));
                    default -> body.insert(at, body.substring(at, Math.min(body.length(), at + random.nextInt(60))));
                }
            }
            try {
                String said = Spoken.write(UPSTREAMS.get(i % 4), Spoken.read(client, body.toString()), true);
                assertThat(Spoken.tree(said).isObject()).isTrue();
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(UntranslatableException.class);
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "\"x\"", "{", "{}{}", "{\"messages\":[[[[[[", "\u0000"})
    void whatIsNoRequestAtAllIsRefused(String body) {
        for (Dialect client : List.of(
                Dialect.OPENAI_CHAT,
                Dialect.ANTHROPIC_MESSAGES,
                Dialect.OPENAI_RESPONSES,
                Dialect.OPENAI_COMPLETIONS)) {
            try {
                Spoken.read(client, body);
                throw new AssertionError(body);
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(UntranslatableException.class);
            }
        }
    }

    @Test
    void anAlteredEmbeddingsRequestIsUnderstoodOrRefused() {
        Random random = new Random(12);
        String whole =
                "{\"model\":\"m\",\"input\":[\"a\",[1,2],3,\"b\"],\"encoding_format\":\"base64\",\"dimensions\":8}";
        String pieces = "{}[]\",:0n-e\\ ";
        for (int i = 0; i < 8_000; i++) {
            StringBuilder body = new StringBuilder(whole);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                body.setCharAt(random.nextInt(body.length()), pieces.charAt(random.nextInt(pieces.length())));
            }
            try {
                assertThat(EmbeddingsRequest.read(
                                        ByteBuffer.wrap(body.toString().getBytes(UTF_8)))
                                .inputs())
                        .isNotEmpty();
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(UntranslatableException.class);
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    /** Half of a pair of UTF-16 is JSON when it is escaped. */
    @Test
    void halfACharacterIsCarriedOn() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"a \\ud83e b \\udd56 \\udd56\\ud83e\"}]}";
        for (Dialect upstream : UPSTREAMS) {
            String said = Spoken.write(upstream, Spoken.read(Dialect.OPENAI_CHAT, body), true);
            assertThat(Spoken.tree(said).toString()).contains("a \ud83e b \udd56 \udd56\ud83e");
        }
    }
}
