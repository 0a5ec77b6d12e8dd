// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonFaultsTest {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    enum Colour {
        RED,
        DARK_BLUE
    }

    record Inner(int burstSize, @Nullable Instant validFrom) {
        Inner {
            if (burstSize < 0) {
                throw Problem.invalid("burst_size", burstSize, "0 or more");
            }
        }
    }

    record Outer(
            @Nullable String displayName,
            @Nullable Colour colour,
            @Nullable List<Inner> plans,
            @Nullable Permission scope) {}

    @Test
    void namesAreSnakeCaseAndEnumsLowerCase() throws JsonProcessingException {
        Outer outer = new Outer("x", Colour.DARK_BLUE, List.of(new Inner(1, Instant.EPOCH)), Permission.KEYS_READ);
        String json = JSON.writeValueAsString(outer);
        assertThat(json)
                .isEqualTo("{\"display_name\":\"x\",\"colour\":\"dark_blue\",\"plans\":[{\"burst_size\":1,"
                        + "\"valid_from\":\"1970-01-01T00:00:00Z\"}],\"scope\":\"keys:read\"}");
        assertThat(JSON.readValue(json, Outer.class)).isEqualTo(outer);
    }

    @Test
    void nullsAreWritten() throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(new Inner(1, null))).isEqualTo("{\"burst_size\":1,\"valid_from\":null}");
    }

    @Test
    void malformedJsonIsPlacedByLineAndColumn() {
        Problem problem = refused("{\"display_name\":\n  oops}");
        assertThat(problem.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(problem.detail()).contains("line 2").doesNotContain("oops");
    }

    @Test
    void anUnknownFieldIsNamed() {
        Problem problem = refused("{\"plans\":[{\"burst_size\":1,\"brust\":2}]}");
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations().getFirst().field()).isEqualTo("/plans/0/brust");
        assertThat(problem.detail()).contains("burst_size");
    }

    @Test
    void anotherTypeIsNamedByItsPointerAndNotRepeated() {
        Problem problem = refused("{\"plans\":[{\"burst_size\":\"s3cret\"}]}");
        assertThat(problem.violations().getFirst().field()).isEqualTo("/plans/0/burst_size");
        assertThat(problem.detail()).contains("a whole number").doesNotContain("s3cret");
    }

    @Test
    void anUnknownConstantListsTheKnownOnes() {
        assertThat(refused("{\"colour\":\"green\"}").detail())
                .isEqualTo("colour: 'green' (expected: one of red, dark_blue)");
    }

    @Test
    void aRefusalOfARecordComesThrough() {
        assertThat(refused("{\"plans\":[{\"burst_size\":-1}]}").detail())
                .isEqualTo("burst_size: '-1' (expected: 0 or more)");
    }

    @Test
    void whatTrailsBehindIsRefused() {
        assertThat(refused("{} {}").code()).isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void aFieldGivenTwiceIsRefused() {
        assertThat(refused("{\"colour\":\"red\",\"colour\":\"red\"}").code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void depthIsBounded() {
        assertThat(refused("[".repeat(200) + "]".repeat(200))).isNotNull();
    }

    private static Problem refused(String json) {
        JsonProcessingException fault =
                catchThrowableOfType(JsonProcessingException.class, () -> JSON.readValue(json, Outer.class));
        assertThat(fault).as("the body was accepted").isNotNull();
        return JsonFaults.of(fault);
    }
}
