// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.Problem;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNamesTest {
    private static final String ASSET = "(?!(?:.*/)?versions(?:/|$))[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*";

    @ParameterizedTest
    @CsvSource({
        "io.github.user/weather, io.github.user/weather",
        "io.github.User/My_Server, io.github._user/0_0_my___server",
        "com.example/_x, com.example/0_0__x",
        "com.example/versions, com.example/0_0versions",
        "com.example/0A, com.example/0_a"
    })
    void aNameIsWrittenInSmallLetters(String name, String asset) {
        assertThat(ServerNames.asset(name)).isEqualTo(asset);
        assertThat(ServerNames.original(asset)).isEqualTo(name);
    }

    @Property(tries = 2_000)
    void everyNameComesBackAndNoTwoMeet(@ForAll("names") String one, @ForAll("names") String other) {
        String asset = ServerNames.asset(one);
        assertThat(asset).matches(ASSET);
        assertThat(ServerNames.original(asset)).isEqualTo(one);
        assertThat(ServerNames.asset(other).equals(asset)).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> space =
                Arbitraries.strings().withChars("aZ0.-").ofMinLength(1).ofMaxLength(8);
        Arbitrary<String> own = Arbitraries.oneOf(
                Arbitraries.just("versions"),
                Arbitraries.strings().withChars("aZ0._-").ofMinLength(1).ofMaxLength(8));
        return Combinators.combine(space, own).as((a, b) -> a + "/" + b);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "noslash", "a/b/c", "ä/b", "a b/c", "/x", "x/", "x y/z"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> ServerNames.asset(name)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.2, 1.0.2",
        "0.0.1-seed, 0.0.1-seed",
        "1.0, 0.0.0-mcp.x1-2E0",
        "v2025-05, 0.0.0-mcp.xv2025-2D05",
        "01.2.3, 0.0.0-mcp.x01-2E2-2E3"
    })
    void aVersionIsSemVerOrBecomesOne(String version, String mapped) {
        assertThat(ServerNames.version(version)).isEqualTo(mapped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "latest", "^1.2.3", "~1.2.3", ">=1.2.3", "1.x", "1.*"})
    void aRangeIsNoVersion(String version) {
        assertThatThrownBy(() -> ServerNames.version(version)).isInstanceOf(Problem.class);
    }

    @Test
    void aNameThatGrowsTooLongIsRefused() {
        assertThatThrownBy(() -> ServerNames.asset("a/" + "B".repeat(180))).isInstanceOf(Problem.class);
    }
}
