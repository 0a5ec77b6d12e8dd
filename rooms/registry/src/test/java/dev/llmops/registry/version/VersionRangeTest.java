// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.semver4j.Semver;
import org.semver4j.range.RangeListFactory;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "^1.2.0; 1.2.0 1.9.9; 1.1.9 2.0.0 1.3.0-rc.1",
                "^0.2.3; 0.2.3 0.2.9; 0.3.0 0.2.2",
                "^0.0.3; 0.0.3; 0.0.4",
                "^0.0; 0.0.0 0.0.9; 0.1.0",
                "~1.2; 1.2.0 1.2.9; 1.3.0",
                "~1; 1.0.0 1.9.0; 2.0.0",
                ">=2.0.0 <3.0.0; 2.0.0 2.9.9; 3.0.0 1.0.0 3.0.0-rc.1",
                ">=2.0.0,<3.0.0; 2.0.0; 3.0.0",
                ">= 2.0.0 , < 3.0.0; 2.0.0; 3.0.0",
                ">=2.0.0<3.0.0; 2.5.0; 3.0.0",
                "^1.0.0 || >=3.1.0; 1.5.0 3.1.0 9.0.0; 2.0.0 3.0.9",
                "1.x; 1.0.0 1.9.9; 2.0.0",
                "1.2; 1.2.7; 1.3.0",
                "*; 0.0.0 7.1.2; 1.0.0-a",
                "x; 0.0.0 7.1.2; 1.0.0-a",
                "^0; 0.0.0 0.9.9; 1.0.0 3.0.0",
                "^0.x; 0.0.0 0.9.9; 1.0.0 3.0.0",
                ">=1.0.0 ^1.1.0; 1.1.0 1.9.0; 1.0.0 2.0.0",
                "1 ^1.2.0; 1.2.0; 1.1.0 2.0.0",
                ">1.2; 1.3.0; 1.2.9",
                "<=1.2; 1.2.9 0.1.0; 1.3.0",
                "<1.2; 1.1.9; 1.2.0 1.2.0-a",
                "^1.2.0-beta; 1.2.0-beta 1.2.0-rc 1.2.0 1.5.0; 1.2.0-alpha 1.3.0-beta",
                "=1.0.0; 1.0.0 1.0.0+b; 1.0.1",
            })
    void aRangeHoldsWhatItSays(String range, String inside, String outside) {
        VersionRange parsed = VersionRange.parse("version", range);
        for (String version : inside.split(" ", -1)) {
            assertThat(parsed.contains(SemVer.parse(version)))
                    .as(range + " holds " + version)
                    .isTrue();
        }
        for (String version : outside.split(" ", -1)) {
            assertThat(parsed.contains(SemVer.parse(version)))
                    .as(range + " holds " + version)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "||",
                "^1.0.0 ||",
                "1.2.3.4",
                "^",
                "v1.0.0",
                "01.2.3",
                "1.0.0-",
                "1.2-beta",
                ">=>1",
                "a",
                "1.0.0 - 2.0.0",
                "1.0.0;2.0.0",
                "^1.0.0 foo",
                "\0",
                "1.0.0-01",
                "^^1",
                "~>1.2",
                "1..2",
                "latest"
            })
    void whatIsNoRangeIsNone(String text) {
        assertThat(VersionRange.tryParse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, 20_000})
    void aLongTextTakesNoTime(int repeats) {
        assertThat(VersionRange.tryParse("1.".repeat(repeats))).isEmpty();
        assertThat(VersionRange.tryParse(" ,".repeat(repeats))).isEmpty();
    }

    /** Over 10,000 random sets of versions the highest in a range is what another implementation of npm's ranges finds. */
    @Property(tries = 10_000)
    void theHighestIsWhatSemver4jFinds(@ForAll("versions") List<String> versions, @ForAll("ranges") String range) {
        VersionRange parsed = VersionRange.tryParse(range).orElseThrow(() -> new AssertionError(range));
        Optional<String> expected = versions.stream()
                .map(Semver::new)
                .filter(version -> version.satisfies(
                        RangeListFactory.create(range.replace(", ", " ").replace(",", " "))))
                .max(Comparator.naturalOrder())
                .map(Semver::getVersion);
        Optional<SemVer> found =
                parsed.highest(versions.stream().map(SemVer::parse).toList());
        assertThat(found.map(SemVer::toString)).as(range + " of " + versions).isEqualTo(expected);
        found.ifPresent(version -> {
            parsed.ceiling().ifPresent(ceiling -> assertThat(version).isLessThanOrEqualTo(ceiling));
            parsed.floor().ifPresent(floor -> assertThat(version).isGreaterThanOrEqualTo(floor));
        });
    }

    @Property(tries = 5_000)
    void noTextMakesItFail(@ForAll("noise") String text) {
        VersionRange.tryParse(text).ifPresent(range -> {
            assertThat(range.toString()).isEqualTo(text.strip());
            assertThat(VersionRange.tryParse(range.toString())).isPresent();
        });
        assertThat(Selector.tryParse(text)).isNotNull();
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars("0123.xX*^~<>=|-+, @abv\0").ofMaxLength(24);
    }

    @Provide
    Arbitrary<List<String>> versions() {
        return version()
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(list -> new ArrayList<>(new java.util.LinkedHashSet<>(list)));
    }

    /**
     * Left out is what the other implementation takes otherwise than npm: {@code ^0}, {@code ^0.0}, {@code <1.2} beside
     * a pre-release, and {@code ^} behind a bare version. The table above has those.
     */
    @Provide
    Arbitrary<String> ranges() {
        Arbitrary<String> caret = Arbitraries.oneOf(
                        version(),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 3), Arbitraries.of("", ".x", ".2", ".1.*"))
                                .as((major, rest) -> major + rest))
                .map(version -> "^" + version);
        Arbitrary<String> single = Combinators.combine(Arbitraries.of("", "~", ">", ">=", "<=", "="), partial())
                .as((operator, partial) -> operator + partial);
        Arbitrary<String> bound = Combinators.combine(Arbitraries.of(">", ">=", "<", "<="), version())
                .as((operator, version) -> operator + version);
        Arbitrary<String> both = Combinators.combine(bound, Arbitraries.of(" ", ", ", ","), bound)
                .as((one, separator, other) -> one + separator + other);
        return Arbitraries.oneOf(caret, single, bound, both)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(list -> String.join(" || ", list));
    }

    private static Arbitrary<String> partial() {
        Arbitrary<String> number = Arbitraries.integers().between(0, 3).map(String::valueOf);
        return Arbitraries.oneOf(
                version(),
                version(),
                number,
                Combinators.combine(number, number).as((major, minor) -> major + "." + minor),
                Combinators.combine(number, Arbitraries.of("x", "*", "X")).as((major, minor) -> major + "." + minor),
                Combinators.combine(number, number, Arbitraries.of("x", "*", "X"))
                        .as((major, minor, patch) -> major + "." + minor + "." + patch));
    }

    private static Arbitrary<String> version() {
        Arbitrary<String> number = Arbitraries.integers().between(0, 3).map(String::valueOf);
        Arbitrary<String> suffix = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.just("")),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.of("-0", "-1", "-alpha", "-alpha.1", "-beta", "-rc.2", "-rc.10")));
        return Combinators.combine(number, number, number, suffix)
                .as((major, minor, patch, pre) -> major + "." + minor + "." + patch + pre);
    }
}
