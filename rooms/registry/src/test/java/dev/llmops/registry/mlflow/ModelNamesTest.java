// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.Problem;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {
    private static final String ASSET = "(?!(?:.*/)?versions(?:/|$))[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*";

    @ParameterizedTest
    @CsvSource({
        "support-large, support-large",
        "team/my_model, team/my_model",
        "Iris Classifier, mlflow/x_49ris_20_43lassifier",
        "versions, mlflow/xversions",
        "mlflow/xab, mlflow/xmlflow_2fxab"
    })
    void aNameIsKeptOrWrittenSoThatItComesBack(String name, String asset) {
        assertThat(ModelNames.asset(name)).isEqualTo(asset);
        assertThat(ModelNames.original(asset)).isEqualTo(name);
    }

    @Property(tries = 1_000)
    void everyNameComesBack(@ForAll @StringLength(min = 1, max = 20) String name) {
        String wellFormed = new String(
                name.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        if (!wellFormed.isBlank() && wellFormed.indexOf('\0') < 0) {
            String asset = ModelNames.asset(wellFormed);
            assertThat(asset).matches(ASSET);
            assertThat(ModelNames.original(asset)).isEqualTo(wellFormed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\0b"})
    void noNameIsRefused(String name) {
        assertThatThrownBy(() -> ModelNames.asset(name)).isInstanceOf(Problem.class);
    }

    @Test
    void aFilterIsReadAsMlflowWritesIt() {
        Function<String, @Nullable String> fields = field -> switch (field) {
            case "name" -> "chat-large";
            case "run_id" -> "r1";
            case "tags.team" -> "support";
            default -> null;
        };
        assertThat(SearchFilter.parse("name = 'chat-large'").matches(fields)).isTrue();
        assertThat(SearchFilter.parse("name LIKE 'chat%' and tags.team = \"support\"")
                        .matches(fields))
                .isTrue();
        assertThat(SearchFilter.parse("name ILIKE '%LARGE'").matches(fields)).isTrue();
        assertThat(SearchFilter.parse("tags.`team` != 'support'").matches(fields))
                .isFalse();
        assertThat(SearchFilter.parse("run_id='r2'").matches(fields)).isFalse();
        assertThat(SearchFilter.parse("tags.other = 'x'").matches(fields)).isFalse();
        assertThat(SearchFilter.parse("").matches(fields)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name", "name = chat", "size = '1'", "name = 'a' OR name = 'b'", "name = 'a' AND", "; DROP"})
    void anotherFilterIsRefused(String filter) {
        assertThatThrownBy(() -> SearchFilter.parse(filter)).isInstanceOf(Problem.class);
    }
}
