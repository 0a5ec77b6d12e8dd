// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.TokenUsage;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageGlanceTest {
    private static final String WHOLE = "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"}}],"
            + "\"usage\":{\"prompt_tokens\":41,\"completion_tokens\":17,\"total_tokens\":58,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":30,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":9,\"audio_tokens\":0}},\"error\":null}";
    private static final TokenUsage COUNTED =
            TokenUsage.counted(41, 17).withCachedInput(30).withReasoning(9);

    @Test
    void anOrdinaryAnswerIsReadAtAGlance() {
        UsageReader.Answer answer = glance(WHOLE);
        assertThat(answer)
                .isEqualTo(new UsageReader.Answer(true, false, COUNTED))
                .isEqualTo(parse(WHOLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"choices\":[{}],\"usage\":null}",
                "{\"choices\":[{}],\"usage\":{}}",
                "{\"choices\":[{}],\"usage\":{\"completion_tokens\":3}}",
                "{\"choices\":[{}],\"error\":{\"message\":\"no\"}}",
                "{\"choices\":[{}],\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":null}} \n",
                "{\"usage\":{\"prompt_tokens\":1},\"usage\":{\"prompt_tokens\":2}}",
                "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":1}},\"usage\":{\"prompt_tokens\":2}}",
                "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":16,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4},\"prompt_tokens_details\":{}}}",
                "{\"usage\":{\"completion_tokens_details\":null,\"total_tokens\":11,\"prompt_tokens\":9}}"
            })
    void whatItReadsItReadsAsTheReaderDoes(String body) {
        assertThat(glance(body)).isNotNull().isEqualTo(parse(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{} {}",
                "{\"choices\":[]}",
                "{\"choices\":[1,{}]}",
                "{\"choices\":7}",
                "{\"choi\\u0063es\":[{}]}",
                "{\"usage\":{\"prompt_tokens\":1.0}}",
                "{\"usage\":{\"prompt_tokens\":-1}}",
                "{\"usage\":{\"prompt_tokens\":\"1\"}}",
                "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":null}}}",
                "{\"usage\":{\"prompt_tokens\":1}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_cache_hit_tokens\":4}}",
                "{\"usage\":{\"prompt_tokens\":9,\"cached_tokens\":4}}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cache_write_tokens\":4}}}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"image_tokens\":4}}}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"audio_tokens\":4}}}",
                "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens_details\":{\"audio_tokens\":4}}}",
                "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":3000000000}}}",
                "{\"usage\":{\"prompt_tokens\":01}}"
            })
    void whatIsUnusualItLeavesToTheReader(String body) {
        assertThat(glance(body)).isNull();
    }

    @Property(tries = 3_000)
    void whereItAnswersTheTwoAgree(@ForAll("bodies") String body) {
        UsageReader.Answer glanced = glance(body);
        if (glanced != null) {
            assertThat(glanced).isEqualTo(parse(body));
        }
    }

    /** The ordinary answer with a few of its characters replaced. */
    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<Integer> places = Arbitraries.integers().between(0, WHOLE.length() - 1);
        Arbitrary<String> pieces = Arbitraries.of(
                "",
                "{",
                "}",
                "[",
                "]",
                "\"",
                ",",
                ":",
                "0",
                "-",
                "1e3",
                "null",
                "\\u0075",
                "\\",
                " ",
                "\"usage\":{},",
                "\"total_tokens\":67,",
                "\"cached_tokens\":8,",
                "\"prompt_tokens_details\":{\"cache_write_tokens\":3},",
                "\"prompt_tokens_details\":{\"cached_tokens\":3},",
                "é");
        Arbitrary<String> once = Combinators.combine(places, pieces)
                .as((place, piece) -> WHOLE.substring(0, place) + piece + WHOLE.substring(place + 1));
        return Combinators.combine(once, places, pieces).as((body, place, piece) -> {
            int at = Math.min(place, body.length());
            return body.substring(0, at) + piece + body.substring(at);
        });
    }

    private static UsageReader.@org.jspecify.annotations.Nullable Answer glance(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return UsageGlance.at(bytes, 0, bytes.length);
    }

    private static UsageReader.@org.jspecify.annotations.Nullable Answer parse(String body) {
        return UsageReader.parse(ByteBuffer.wrap(body.getBytes(UTF_8)));
    }
}
