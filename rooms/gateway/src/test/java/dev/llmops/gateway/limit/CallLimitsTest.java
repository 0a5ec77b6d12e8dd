// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageByKey;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallLimitsTest {
    private static final Instant NOW = Instant.parse("2026-03-18T10:20:30Z");
    private static final TenantId TENANT = new TenantId(Ulids.next());
    private static final Demand CALL = new Demand(100, 50, 7);

    private final Meters meters = new Meters(Clock.fixed(NOW, ZoneOffset.UTC));
    private final String user = Ulids.next();
    private final KeyGrant key = key(user);

    private static KeyGrant key(String user) {
        return new KeyGrant(
                Ulids.next(),
                "0".repeat(64),
                TENANT,
                "k",
                user,
                Set.of(),
                Set.of(Permission.GATEWAY_CALL),
                Ulids.next(),
                NOW.plus(Duration.ofDays(90)),
                null);
    }

    private LimitSet set(LimitLevel level, Limit... limits) {
        String subject =
                switch (level) {
                    case ORGANISATION -> LimitLevel.SELF;
                    case TEAM -> "support";
                    case USER -> user;
                    case KEY -> key.id();
                };
        List<String> members = level == LimitLevel.TEAM ? List.of(user) : List.of();
        return new LimitSet(TENANT, level, subject, null, members, List.of(limits), 1, NOW, NOW);
    }

    private static Limit limit(LimitResource resource, @Nullable LimitWindow per, long amount) {
        return new Limit(resource, per, amount, NOW.minus(Duration.ofDays(60)));
    }

    private CallLimits limits(LimitSet... sets) {
        CallLimits limits = new SnapshotLimits(List.of(sets), meters).of(key);
        assertThat(limits).isNotNull();
        return limits;
    }

    private static Outcome.Taken taken(Outcome outcome) {
        return (Outcome.Taken) outcome;
    }

    @ParameterizedTest
    @EnumSource(LimitLevel.class)
    void sixtyFourCallersOnAQuotaOfAThousandGetExactlyAThousand(LimitLevel level) throws Exception {
        CallLimits limits = limits(set(level, limit(LimitResource.REQUESTS, LimitWindow.DAY, 1_000)));
        CountDownLatch begin = new CountDownLatch(1);
        int granted = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                counts.add(callers.submit(() -> {
                    begin.await();
                    int got = 0;
                    for (int call = 0; call < 100; call++) {
                        got += limits.take(CALL, NOW.toEpochMilli()) instanceof Outcome.Taken ? 1 : 0;
                    }
                    return got;
                }));
            }
            begin.countDown();
            for (Future<Integer> count : counts) {
                granted += count.get();
            }
        }
        assertThat(granted).isEqualTo(1_000);
    }

    @Test
    void whatOneLevelRefusesIsTakenFromNone() {
        LimitSet ofKey = set(LimitLevel.KEY, limit(LimitResource.REQUESTS, LimitWindow.DAY, 100));
        LimitSet ofAll = set(LimitLevel.ORGANISATION, limit(LimitResource.TOKENS, LimitWindow.MINUTE, 300));
        CallLimits limits = limits(ofKey, ofAll);

        assertThat(limits.take(CALL, NOW.toEpochMilli())).isInstanceOf(Outcome.Taken.class);
        assertThat(limits.take(CALL, NOW.toEpochMilli())).isInstanceOf(Outcome.Taken.class);
        Outcome.Exceeded exceeded = (Outcome.Exceeded) limits.take(CALL, NOW.toEpochMilli());

        assertThat(exceeded.message())
                .isEqualTo("The organisation has used its 300 tokens per minute until 2026-03-18T10:21:00Z.");
        assertThat(exceeded.comesBackSoon()).isTrue();
        assertThat(exceeded.waitMillis(NOW.toEpochMilli())).isEqualTo(30_000);
        assertThat(meters.now(ofKey, ofKey.limits().getFirst()).used()).isEqualTo(2);
    }

    @Test
    void whatWasUsedReplacesWhatWasReserved() {
        LimitSet set = set(
                LimitLevel.USER,
                limit(LimitResource.REQUESTS, LimitWindow.MONTH, 10),
                limit(LimitResource.INPUT_TOKENS, LimitWindow.DAY, 10_000),
                limit(LimitResource.OUTPUT_TOKENS, LimitWindow.DAY, 10_000),
                limit(LimitResource.SPEND_MICRO_USD, LimitWindow.WEEK, 1_000),
                limit(LimitResource.CONCURRENCY, null, 1));
        CallLimits limits = limits(set);
        Outcome.Taken first = taken(limits.take(CALL, NOW.toEpochMilli()));
        assertThat(limits.take(CALL, NOW.toEpochMilli()))
                .isInstanceOfSatisfying(Outcome.Exceeded.class, busy -> assertThat(busy.message())
                        .contains("1 calls under way"));

        first.settle(true, new Demand(120, 30, 9));
        assertThat(used(set)).containsExactly(1L, 120L, 30L, 9L, 0L);

        taken(limits.take(CALL, NOW.toEpochMilli())).settle(false, new Demand(5, 5, 5));
        assertThat(used(set)).containsExactly(1L, 120L, 30L, 9L, 0L);
    }

    private List<Long> used(LimitSet set) {
        return set.limits().stream().map(limit -> meters.now(set, limit).used()).toList();
    }

    @Test
    void aWindowThatEndedBeginsAnewAndKeepsWhatSettlesLate() {
        LimitSet set = set(LimitLevel.KEY, limit(LimitResource.TOKENS, LimitWindow.MINUTE, 150));
        CallLimits limits = limits(set);
        Outcome.Taken late = taken(limits.take(CALL, NOW.toEpochMilli()));
        long next = NOW.plusSeconds(30).toEpochMilli();

        assertThat(limits.take(CALL, NOW.toEpochMilli())).isInstanceOf(Outcome.Exceeded.class);
        assertThat(limits.take(CALL, next)).isInstanceOf(Outcome.Taken.class);
        late.settle(true, new Demand(1_000, 1_000, 0));

        assertThat(meters.of(set, set.limits().getFirst()).at(next).used()).isEqualTo(150);
    }

    @Test
    void theTightestLimitIsTold() {
        CallLimits limits = limits(
                set(LimitLevel.KEY, limit(LimitResource.REQUESTS, LimitWindow.MINUTE, 5)),
                set(LimitLevel.ORGANISATION, limit(LimitResource.REQUESTS, LimitWindow.DAY, 3)));
        limits.take(CALL, NOW.toEpochMilli());

        assertThat(limits.tightest(LimitResource.REQUESTS, NOW.toEpochMilli()))
                .isEqualTo(new CallLimits.Standing(
                        3,
                        2,
                        Duration.between(NOW, Instant.parse("2026-03-19T00:00:00Z"))
                                .toMillis()));
        assertThat(limits.tightest(LimitResource.TOKENS, NOW.toEpochMilli())).isNull();
    }

    @Test
    void thePriorityNearestToTheKeyHolds() {
        LimitSet low = new LimitSet(
                TENANT, LimitLevel.ORGANISATION, LimitLevel.SELF, PriorityClass.LOW, List.of(), List.of(), 1, NOW, NOW);
        LimitSet high =
                new LimitSet(TENANT, LimitLevel.USER, user, PriorityClass.HIGH, List.of(), List.of(), 1, NOW, NOW);

        assertThat(limits(low).priority()).isEqualTo(PriorityClass.LOW);
        assertThat(limits(low, high).priority()).isEqualTo(PriorityClass.HIGH);
        assertThat(new SnapshotLimits(List.of(high), meters).of(key(Ulids.next())))
                .isNull();
    }

    @Test
    void theCountsOfWindowsThatGoOnAreRestored() {
        LimitSet team = set(
                LimitLevel.TEAM,
                limit(LimitResource.REQUESTS, LimitWindow.MONTH, 100),
                limit(LimitResource.SPEND_MICRO_USD, LimitWindow.DAY, 100));
        LimitSet young =
                set(LimitLevel.KEY, new Limit(LimitResource.TOKENS, LimitWindow.MONTH, 100, NOW.minusSeconds(5)));
        List<Instant> asked = new ArrayList<>();
        UsageByKey usage = from -> {
            asked.add(from);
            return List.of(
                    new UsageByKey.Totals(TENANT, key.id(), 4, 40, 2, 12),
                    new UsageByKey.Totals(TENANT, Ulids.next(), 1_000, 1_000, 1_000, 1_000),
                    new UsageByKey.Totals(new TenantId(Ulids.next()), key.id(), 500, 500, 500, 500));
        };

        new LimitRestore(usage, meters, Clock.fixed(NOW, ZoneOffset.UTC)).restore(List.of(team, young), List.of(key));

        assertThat(used(team)).containsExactly(4L, 12L);
        assertThat(used(young)).containsExactly(42L);
        assertThat(asked)
                .containsExactly(
                        Instant.parse("2026-03-01T00:00:00Z"),
                        Instant.parse("2026-03-18T00:00:00Z"),
                        NOW.minusSeconds(5));
    }
}
