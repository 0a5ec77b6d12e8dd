// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemVerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.x",
                "v1.0",
                "01.0.0",
                "1",
                "1.0",
                "1.0.0-",
                "1.0.0+",
                "1.0.0-01",
                "1.0.0-a..b",
                "1.0.0-a_b",
                "-1.0.0",
                "1.0.0 ",
                " 1.0.0",
                "1.0.0\n",
                "1.0.0.0",
                "",
                "latest",
                "1.0.0-é",
                "١.0.0"
            })
    void whatIsNoSemVerIsRefused(String text) {
        assertThatThrownBy(() -> SemVer.parse(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            assertThat(problem.detail()).isEqualTo("version: '" + text + "' (expected: SemVer 2.0, such as 1.4.0)");
        });
    }

    @Test
    void aVersionOfMoreThan128CharactersIsRefused() {
        assertThat(SemVer.tryParse("1.0.0-" + "a".repeat(122))).isPresent();
        assertThat(SemVer.tryParse("1.0.0-" + "a".repeat(123))).isEmpty();
    }

    /** The examples of semver.org, section 11. */
    @Test
    void theOrderOfTheSpecificationHolds() {
        List<String> ascending = List.of(
                "0.0.4",
                "1.0.0-0",
                "1.0.0-2",
                "1.0.0-11",
                "1.0.0--",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-alpha-1",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.9.0",
                "1.10.0",
                "2.0.0",
                "2.1.0",
                "2.1.1",
                "10.0.0",
                "99999999999999999999999.0.0");
        assertThat(ascending.reversed().stream().map(SemVer::parse).sorted().map(SemVer::toString))
                .containsExactlyElementsOf(ascending);
    }

    @Test
    void buildMetadataDoesNotCount() {
        assertThat(SemVer.parse("1.0.0+a")).isEqualByComparingTo(SemVer.parse("1.0.0+b.1"));
        assertThat(SemVer.parse("1.0.0+a").isStable()).isTrue();
        assertThat(SemVer.parse("1.0.0-rc+a").isStable()).isFalse();
    }

    @Property
    void theSortKeyOrdersAsThePrecedenceDoes(@ForAll("versions") String left, @ForAll("versions") String right) {
        SemVer a = SemVer.parse(left);
        SemVer b = SemVer.parse(right);
        assertThat(Integer.signum(a.sortKey().compareTo(b.sortKey()))).isEqualTo(Integer.signum(a.compareTo(b)));
        assertThat(a.compareTo(b)).isEqualTo(-b.compareTo(a));
    }

    @Property
    void aVersionIsWrittenAsItWasRead(@ForAll("versions") String text) {
        assertThat(SemVer.parse(text)).hasToString(text);
    }

    /** The test's own reading of section 11, by a route that shares nothing with the code. */
    @Property
    void releasesAreOrderedByTheirNumbers(
            @ForAll("triples") List<Integer> left, @ForAll("triples") List<Integer> right) {
        int expected = 0;
        for (int i = 0; i < 3 && expected == 0; i++) {
            expected = Integer.compare(left.get(i), right.get(i));
        }
        assertThat(Integer.signum(release(left).compareTo(release(right)))).isEqualTo(expected);
        assertThat(SemVer.parse(release(left) + "-rc.1")).isLessThan(release(left));
    }

    private static SemVer release(List<Integer> numbers) {
        return SemVer.parse(numbers.get(0) + "." + numbers.get(1) + "." + numbers.get(2));
    }

    @Provide
    Arbitrary<List<Integer>> triples() {
        return Arbitraries.integers().between(0, 120).list().ofSize(3);
    }

    @Provide
    Arbitrary<String> versions() {
        Arbitrary<String> number = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 12).map(String::valueOf),
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(String::valueOf));
        Arbitrary<String> word = Arbitraries.strings()
                .withChars("abAB-019")
                .ofMinLength(1)
                .ofMaxLength(4)
                .filter(text -> !text.matches("0[0-9]+"));
        Arbitrary<String> preRelease =
                word.list().ofMaxSize(3).map(list -> list.isEmpty() ? "" : "-" + String.join(".", list));
        Arbitrary<String> build = Arbitraries.of("", "", "+1", "+exp.sha-5114f85", "+001");
        return Combinators.combine(number, number, number, preRelease, build)
                .as((major, minor, patch, pre, meta) -> major + "." + minor + "." + patch + pre + meta);
    }
}
