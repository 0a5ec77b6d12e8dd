// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleModeratorTest {
    private static final RuleModerator MODERATOR = new RuleModerator();

    /** The set was written along with the rules: it keeps them from getting worse, and says nothing of other texts. */
    @Test
    void theLabelledSetIsJudgedAsItIsLabelled() throws Exception {
        int right = 0;
        int missed = 0;
        int wrong = 0;
        int categories = 0;
        int found = 0;
        List<String> deviations = new ArrayList<>();
        for (String line : labelled()) {
            int bar = line.lastIndexOf('|');
            Set<String> expected = Set.of(line.substring(bar + 1).split(" ", -1));
            Set<String> judged = flagged(line.substring(0, bar));
            boolean harmful = bar < line.length() - 1;
            right += harmful && !judged.isEmpty() ? 1 : 0;
            missed += harmful && judged.isEmpty() ? 1 : 0;
            wrong += !harmful && !judged.isEmpty() ? 1 : 0;
            if (harmful) {
                categories += expected.size();
                found += (int) expected.stream().filter(judged::contains).count();
            }
            if (harmful != !judged.isEmpty() || (harmful && !judged.containsAll(expected))) {
                deviations.add(line + " -> " + judged);
            }
        }
        assertThat((double) right / (right + missed))
                .as("recall; %s", deviations)
                .isGreaterThanOrEqualTo(0.95);
        assertThat((double) right / (right + wrong))
                .as("precision; %s", deviations)
                .isGreaterThanOrEqualTo(0.95);
        assertThat((double) found / categories).as("categories; %s", deviations).isGreaterThanOrEqualTo(0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I'LL K1LL YOU | ill kill you",
                "k i l l them | kill them",
                "k.i.l.l them | kill them",
                "kiiiiill | kill",
                "k\u200bill y\u00f6u | kill you",
                "y\u043eu ar\u0435 | you are",
                "pa$$word 17 5th | password 17 5th",
                "One. Two! Three | one . two . three",
            })
    void spellingIsMadePlain(String text, String plain) {
        assertThat(PlainWords.of(text)).isEqualTo(plain);
    }

    @Property(tries = 500)
    void everyTextHasScoresFromNoughtToOne(@ForAll String text) {
        for (Map.Entry<Category, Double> score : MODERATOR.scores(text).entrySet()) {
            assertThat(score.getValue()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aLongTextOfNearMissesTakesNoTime() {
        String text = "how to make how do i you are such a really just nothing i want to really kill the child sexual "
                .repeat(2_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> MODERATOR.scores(text));
    }

    private static Set<String> flagged(String text) {
        Set<String> names = new TreeSet<>();
        MODERATOR.scores(text).forEach((category, score) -> {
            if (score >= Category.THRESHOLD) {
                names.add(category.wireName());
            }
        });
        return names;
    }

    private static List<String> labelled() throws Exception {
        try (InputStream in = RuleModeratorTest.class.getResourceAsStream("labelled.csv")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
