// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.gateway.QuotaUse;
import dev.llmops.contracts.marketplace.Plan;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
    private static final PlanLimits GENEROUS =
            PlanLimits.of(new Plan("p", null, null, 1_000_000_000, 1_000_000_000, null));

    @Property(tries = 500)
    void aBucketNeverGivesMoreThanItsRateAndItsBurst(
            @ForAll @LongRange(min = 1, max = 100_000) long perMinute,
            @ForAll @LongRange(min = 1, max = 500) long burst,
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 2_000_000_000) Integer> gaps,
            @ForAll @LongRange(min = 1, max = 20) long units) {
        Rate rate = Rate.perMinute(perMinute, burst);
        long start = Long.MAX_VALUE - 5_000_000_000L; // a monotonic clock may wrap
        RateBucket bucket = new RateBucket(start);
        long now = start;
        long given = 0;
        for (int gap : gaps) {
            now += gap;
            for (int i = 0; i < 5; i++) {
                given += bucket.take(units, rate, now) == 0 ? Math.min(units, burst) : 0;
            }
            double allowed = burst + (now - start) * (perMinute / 60e9);
            assertThat((double) given).isLessThanOrEqualTo(allowed + 1e-6);
        }
    }

    @Test
    void aFullBucketGivesItsBurstAndThenWaitsForTheRate() {
        Rate rate = Rate.perMinute(60, 3);
        RateBucket bucket = new RateBucket(0);
        assertThat(List.of(bucket.take(1, rate, 0), bucket.take(1, rate, 0), bucket.take(1, rate, 0)))
                .containsOnly(0L);
        assertThat(bucket.take(1, rate, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(bucket.remaining(rate, TimeUnit.SECONDS.toNanos(2))).isEqualTo(2);
        assertThat(bucket.take(1, rate, TimeUnit.SECONDS.toNanos(1))).isZero();
    }

    @Test
    void sixtyFourThreadsOnAQuotaOfAThousandGetExactlyAThousand() throws InterruptedException {
        SubscriptionUse use = new SubscriptionUse(NOW, 0);
        PlanLimits limits = PlanLimits.of(new Plan("p", 1_000L, null, 1_000_000_000, 1_000_000_000, null));
        AtomicInteger granted = new AtomicInteger();
        onThreads(64, () -> {
            for (int i = 0; i < 100; i++) {
                if (use.admit(limits, 10, NOW.toEpochMilli(), 0) instanceof Admittance.Granted) {
                    granted.incrementAndGet();
                }
            }
        });
        assertThat(granted).hasValue(1_000);
        assertThat(use.period(NOW.toEpochMilli()).requests()).isEqualTo(1_000);
    }

    @Test
    void concurrentCallsThatFailLeaveNoTraceInTheQuota() throws InterruptedException {
        SubscriptionUse use = new SubscriptionUse(NOW, 0);
        onThreads(16, () -> {
            for (int i = 0; i < 1_000; i++) {
                Admittance.Granted granted = (Admittance.Granted) use.admit(GENEROUS, 300, NOW.toEpochMilli(), 0);
                granted.settle(i % 2 == 0 ? CallStatus.SUCCESS : CallStatus.ERROR, TokenUsage.counted(5, 2));
            }
        });
        assertThat(use.period(NOW.toEpochMilli()).requests()).isEqualTo(16 * 500);
        assertThat(use.period(NOW.toEpochMilli()).tokens()).isEqualTo(16 * 500 * 7);
    }

    @Test
    void whatOneLimitRefusesTheOthersDoNotCount() {
        SubscriptionUse use = new SubscriptionUse(NOW, 0);
        PlanLimits limits = PlanLimits.of(new Plan("p", 10L, 100L, 60, 5, 1_000L));
        long now = NOW.toEpochMilli();
        assertThat(use.admit(limits, 100, now, 0)).isInstanceOf(Admittance.Granted.class);
        assertThat(use.admit(limits, 100, now, 0))
                .isEqualTo(new Admittance.UsedUp(Instant.parse("2026-04-01T00:00:00Z"), "tokens_per_month"));
        assertThat(use.period(now).requests()).isEqualTo(1);
        assertThat(use.requestBucket().remaining(limits.requests(), 0)).isEqualTo(4);
        assertThat(use.tokenBucket().remaining(new Rate(1_000, 60_000_000), 0)).isEqualTo(900);
    }

    @Test
    void aNewMonthBeginsAtZeroAndLateCallsSettleInTheOldOne() {
        SubscriptionUse use = new SubscriptionUse(NOW, 0);
        PlanLimits limits = PlanLimits.of(new Plan("p", 1L, null, 600, 100, null));
        long march = Instant.parse("2026-03-31T23:59:59.999Z").toEpochMilli();
        long april = Instant.parse("2026-04-01T00:00:00Z").toEpochMilli();
        Admittance.Granted late = (Admittance.Granted) use.admit(limits, 10, march, 0);
        assertThat(use.admit(limits, 10, march, 0)).isInstanceOf(Admittance.UsedUp.class);
        assertThat(use.admit(limits, 10, april, 0)).isInstanceOf(Admittance.Granted.class);
        late.settle(CallStatus.SUCCESS, TokenUsage.counted(500, 500));
        assertThat(use.period(april).tokens()).isEqualTo(10);
    }

    @Test
    void theCountsOfTheMonthAreRestored() {
        UseTable uses = new UseTable(Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);
        uses.restore(from -> {
            assertThat(from).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
            return Map.of("s", new UsageTotals.Totals(7, 70));
        });
        assertThat(uses.used("s"))
                .isEqualTo(new QuotaUse.Use(
                        7, 70, Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z")));
        assertThat(uses.used("unknown").requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "17000000, 17ms",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "8640000000, 8.64s",
        "360000000000, 6m0s",
        "947103000000000, 263h5m3s"
    })
    void durationsAreWrittenAsOpenAiWritesThem(long nanos, String text) {
        assertThat(RateHeaders.duration(nanos)).isEqualTo(text);
    }

    private static void onThreads(int count, Runnable work) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    work.run();
                }))
                .toList();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
