// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Dialect;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What is written in a dialect is read back as it was. */
class RoundTripTest {
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"ä\":{\"type\":\"string\"}}}";

    @Property(tries = 400)
    void openAi(@ForAll("conversations") Conversation said) throws Exception {
        assertKept(Dialect.OPENAI_CHAT, said);
    }

    @Property(tries = 400)
    void anthropic(@ForAll("conversations") Conversation said) throws Exception {
        assertKept(Dialect.ANTHROPIC_MESSAGES, said);
    }

    /** Two dialects further on it still says the same. */
    @Property(tries = 200)
    void openAiToAnthropicAndBack(@ForAll("conversations") Conversation said) throws Exception {
        String there = Spoken.write(Dialect.OPENAI_CHAT, said, false);
        Conversation read = Spoken.read(Dialect.OPENAI_CHAT, there);
        assertKept(Dialect.ANTHROPIC_MESSAGES, read);
    }

    private static void assertKept(Dialect dialect, Conversation said) throws Exception {
        Conversation read = Spoken.read(dialect, Spoken.write(dialect, said, true));
        assertThat(placeless(read)).isEqualTo(placeless(said));
    }

    /** Without the places in the request, which only refusals want. */
    private static Conversation placeless(Conversation said) {
        List<Turn> turns = said.turns().stream()
                .map(turn -> new Turn(turn.assistant(), placeless(turn.parts())))
                .toList();
        OutputForm output = said.output();
        OutputForm form = output == null ? null : new OutputForm("", null, null, output.schema(), output.strict());
        return new Conversation(said.system(), turns, said.tools(), said.choice(), form, said.sampling());
    }

    private static List<Part> placeless(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Media media
                        ? new Part.Media("", media.type(), media.data(), media.url(), media.name())
                        : part)
                .toList();
    }

    @Provide
    Arbitrary<Conversation> conversations() {
        Arbitrary<List<String>> system = words().list().ofMaxSize(2);
        Arbitrary<List<Turn>> turns = rounds();
        Arbitrary<List<Tool>> tools = tool().list().ofMinSize(1).ofMaxSize(3);
        return Combinators.combine(system, turns, tools, choice(), output(), sampling())
                .as(Conversation::new);
    }

    /** A question; then any number of answers and questions, tools' results first. */
    private static Arbitrary<List<Turn>> rounds() {
        Arbitrary<List<Part>> asked = asked().list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<List<String>> texts = words().list().ofMinSize(1).ofMaxSize(2);
        Arbitrary<Integer> calls = Arbitraries.integers().between(0, 3);
        Arbitrary<Turn[]> round =
                Combinators.combine(texts, calls, words(), asked).as(RoundTripTest::round);
        return Combinators.combine(asked, round.list().ofMaxSize(3)).as((first, rounds) -> {
            List<Turn> turns = new ArrayList<>(List.of(new Turn(false, first)));
            rounds.forEach(both -> turns.addAll(List.of(both)));
            return turns;
        });
    }

    private static Turn[] round(List<String> texts, int calls, String result, List<Part> asked) {
        List<Part> answer = new ArrayList<>();
        List<Part> next = new ArrayList<>();
        texts.forEach(text -> answer.add(new Part.Text(text)));
        for (int i = 0; i < calls; i++) {
            String arguments = "{\"text\":" + Spoken.quoted(result) + ",\"n\":" + i + "}";
            answer.add(new Part.ToolCall("call_" + i, "tool_" + i, arguments, null));
            next.add(new Part.ToolResult("call_" + i, List.of(new Part.Text(result)), false));
        }
        next.addAll(asked);
        return new Turn[] {new Turn(true, answer), new Turn(false, next)};
    }

    private static Arbitrary<Part> asked() {
        return Arbitraries.oneOf(
                words().map(Part.Text::new),
                Arbitraries.of("image/png", "image/jpeg")
                        .map(type -> new Part.Media("", type, "iVBORw0KGgo=", null, null)),
                Arbitraries.just(new Part.Media("", "image/*", null, "https://example.com/a.png", null)),
                Arbitraries.just(new Part.Media("", "application/pdf", "JVBERi0x", null, "a.pdf")));
    }

    private static Arbitrary<Tool> tool() {
        Arbitrary<String> names =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(9);
        return Combinators.combine(names, words().injectNull(0.3), Arbitraries.of(true, false))
                .as((name, text, strict) -> new Tool(name, text, SCHEMA, strict ? true : null));
    }

    private static Arbitrary<ToolChoice> choice() {
        return Arbitraries.of(
                ToolChoice.AUTO,
                new ToolChoice(ToolChoice.Mode.AUTO, null, false),
                new ToolChoice(ToolChoice.Mode.REQUIRED, null, true),
                new ToolChoice(ToolChoice.Mode.NONE, null, true),
                new ToolChoice(ToolChoice.Mode.NAMED, "tool_1", false));
    }

    private static Arbitrary<@Nullable OutputForm> output() {
        return Arbitraries.of(new OutputForm("", null, null, SCHEMA, true)).injectNull(0.5);
    }

    private static Arbitrary<Sampling> sampling() {
        Arbitrary<Integer> limit = Arbitraries.integers().between(1, 100_000);
        Arbitrary<Double> share = Arbitraries.integers().between(0, 100).map(n -> n / 100.0);
        return Combinators.combine(
                        limit,
                        share.injectNull(0.3),
                        share.injectNull(0.3),
                        words().list().ofMaxSize(3))
                .as((max, temperature, topP, stop) ->
                        new Sampling(max, temperature, topP, null, stop, null, null, null, null));
    }

    private static Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("ab \"\\{}[],:é🥖\n\t")
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    }
}
