// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.llmops.gateway.limit.LimitSetBody.LimitBody;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitFormTest {
    private static final Instant NOW = Instant.parse("2026-03-18T10:20:30Z");

    private static LimitBody limit(@Nullable LimitResource resource, @Nullable LimitWindow per, @Nullable Long amount) {
        return new LimitBody(resource, per, amount, null, null, null, null);
    }

    private static LimitSetBody body(@Nullable List<@Nullable String> members, @Nullable LimitBody... limits) {
        return new LimitSetBody(null, null, null, members, new ArrayList<>(Arrays.asList(limits)), null, null);
    }

    private static LimitSet read(LimitLevel level, String subject, LimitSetBody body) {
        return LimitForm.read(new TenantId(Ulids.next()), level, subject, body, NOW);
    }

    @Test
    void everyFaultIsToldWithItsField() {
        LimitSetBody body = body(
                List.of("nobody"),
                limit(LimitResource.REQUESTS, null, 5L),
                limit(LimitResource.CONCURRENCY, LimitWindow.DAY, 5L),
                limit(LimitResource.TOKENS, LimitWindow.DAY, 0L),
                limit(LimitResource.TOKENS, LimitWindow.HOUR, 5L),
                limit(LimitResource.TOKENS, LimitWindow.HOUR, 6L),
                limit(null, LimitWindow.HOUR, 6L));

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(LimitLevel.TEAM, "Support Team", body))
                .satisfies(problem -> assertThat(problem.violations())
                        .extracting(Violation::field)
                        .containsExactly(
                                "subject",
                                "members[0]",
                                "limits[0].per",
                                "limits[1].per",
                                "limits[2].amount",
                                "limits[4]",
                                "limits[5].resource"));
    }

    @Test
    void onlyATeamHasMembersAndSomethingMustBeSet() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(LimitLevel.ORGANISATION, "self", body(List.of(Ulids.next()))))
                .satisfies(problem ->
                        assertThat(problem.violations().getFirst().field()).isEqualTo("members"));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(LimitLevel.ORGANISATION, "self", body(null)))
                .satisfies(problem ->
                        assertThat(problem.violations().getFirst().field()).isEqualTo("limits"));
    }

    @Test
    void whatIsAnsweredCanBeSentBack() {
        String user = Ulids.next();
        LimitSet set = read(
                LimitLevel.TEAM,
                "support",
                body(List.of(user, user), limit(LimitResource.SPEND_MICRO_USD, LimitWindow.MONTH, 5_000_000L)));
        LimitSetBody answered = LimitSetBody.of(set, new Meters(java.time.Clock.systemUTC()));

        assertThat(set.members()).containsExactly(user);
        assertThat(LimitForm.read(set.tenant(), LimitLevel.TEAM, "support", answered, NOW))
                .isEqualTo(set);
    }
}
