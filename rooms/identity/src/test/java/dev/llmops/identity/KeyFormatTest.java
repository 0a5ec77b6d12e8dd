// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;

class KeyFormatTest {
    @Property(tries = 500)
    void aGeneratedKeyIsWellFormed(@ForAll long seed) {
        String key = KeyFormat.generate("live", new Random(seed));
        assertThat(key).matches("llmops_live_[0-9A-Za-z]{30}_[0-9A-Za-z]{6}");
        assertThat(KeyFormat.wellFormed(key)).isTrue();
        assertThat(KeyFormat.prefix(key)).isEqualTo(key.substring(0, 18));
    }

    @Property(tries = 2_000)
    void anySingleChangedCharacterIsNoticed(
            @ForAll long seed, @ForAll @IntRange(max = 48) int place, @ForAll @AlphaChars @NumericChars char other) {
        String key = KeyFormat.generate("live", new Random(seed));
        String changed = key.substring(0, place) + other + key.substring(place + 1);
        assertThat(KeyFormat.wellFormed(changed)).isEqualTo(changed.equals(key));
    }

    @Property(tries = 500)
    void neighboursThatWereSwappedAreNoticed(@ForAll long seed, @ForAll @IntRange(min = 12, max = 40) int place) {
        String key = KeyFormat.generate("live", new Random(seed));
        String swapped = key.substring(0, place) + key.charAt(place + 1) + key.charAt(place) + key.substring(place + 2);
        assertThat(KeyFormat.wellFormed(swapped)).isEqualTo(swapped.equals(key));
    }

    @Property
    void noTextBreaksTheCheck(@ForAll String text) {
        assertThat(KeyFormat.wellFormed(text)).isFalse();
        assertThat(KeyFormat.wellFormed("llmops_live_" + text)).isFalse();
    }
}
