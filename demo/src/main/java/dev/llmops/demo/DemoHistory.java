// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.github.f4b6a3.ulid.Ulid;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Fourteen days that look like a company's: busy at noon, quiet at night and on weekends, a few errors, one slow day.
 * Drawn from a fixed seed, so that it is the same for everybody, and marked {@code simulated}.
 */
final class DemoHistory {
    private static final int DAYS = 14;
    private static final int CALLS_ON_A_BUSY_HOUR = 7;
    private final Random random = new Random(20260101);
    private final Instant now;

    DemoHistory(Instant now) {
        this.now = now;
    }

    List<UsageRecord> calls(DemoSubscriber.Subscribed subscribed) {
        List<UsageRecord> calls = new ArrayList<>();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(DAYS));
        while (hour.isBefore(now.truncatedTo(ChronoUnit.HOURS))) {
            int count = (int) Math.round(CALLS_ON_A_BUSY_HOUR * load(hour) * (0.6 + 0.8 * random.nextDouble()));
            for (int i = 0; i < count; i++) {
                calls.add(call(subscribed, hour.plusMillis(random.nextInt(3_600_000))));
            }
            hour = hour.plus(Duration.ofHours(1));
        }
        return calls;
    }

    /** 0 at night to 1 at noon of a working day. */
    private static double load(Instant hour) {
        var local = hour.atZone(ZoneOffset.UTC);
        double day = Math.max(0, Math.sin(Math.PI * (local.getHour() - 6) / 14.0));
        boolean weekend = local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;
        return day * (weekend ? 0.25 : 1);
    }

    private UsageRecord call(DemoSubscriber.Subscribed subscribed, Instant at) {
        DemoSubscriber.Subscription subscription = pick(subscribed.subscriptions());
        DemoService service = subscription.service();
        boolean failed = random.nextInt(100) < 2;
        boolean stream = random.nextInt(100) < 60;
        long input = 40 + (long) Math.exp(3 + random.nextGaussian());
        long output = failed ? 0 : 30 + (long) Math.exp(4 + 0.7 * random.nextGaussian());
        long ttft = 35L + random.nextInt(40);
        return new UsageRecord(
                new Ulid(at.toEpochMilli(), entropy()).toString(),
                new TenantId(subscribed.tenant()),
                subscription.id(),
                subscription.keyId(),
                subscription.serviceId(),
                service.slug(),
                "1.0.0",
                service.modelRef(),
                "llmops-simulator",
                service.model(),
                at,
                ttft + output * 8,
                failed ? -1 : ttft,
                stream,
                failed ? CallStatus.ERROR : CallStatus.SUCCESS,
                failed ? "upstream_failed" : null,
                TokenUsage.counted(failed ? 0 : input, output),
                true);
    }

    private byte[] entropy() {
        byte[] bytes = new byte[10];
        random.nextBytes(bytes);
        return bytes;
    }

    private DemoSubscriber.Subscription pick(List<DemoSubscriber.Subscription> subscriptions) {
        int ticket = random.nextInt(100);
        for (DemoSubscriber.Subscription subscription : subscriptions) {
            ticket -= subscription.service().share();
            if (ticket < 0) {
                return subscription;
            }
        }
        return subscriptions.getLast();
    }
}
