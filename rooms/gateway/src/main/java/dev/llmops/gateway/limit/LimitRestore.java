// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.contracts.analytics.UsageByKey;
import dev.llmops.contracts.identity.KeyGrant;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts again, at the start, what was used in windows that have not ended. */
@Singleton
public final class LimitRestore {
    private final UsageByKey usage;
    private final Meters meters;
    private final Clock clock;

    @Inject
    public LimitRestore(UsageByKey usage, Meters meters, Clock clock) {
        this.usage = usage;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Called once, before calls are taken. Usage by keys that are forgotten counts for the organisation only.
     *
     * @param keys all that are known, revoked ones too
     */
    public void restore(List<LimitSet> sets, List<KeyGrant> keys) {
        Map<Instant, List<UsageByKey.Totals>> since = new HashMap<>();
        Map<String, String> users = new HashMap<>();
        keys.forEach(key -> users.put(key.id(), key.principalId()));
        Instant now = clock.instant();
        // All is read before anything is counted: when reading fails, this is called again.
        Map<Meter.Count, Long> used = new HashMap<>();
        for (LimitSet set : sets) {
            Set<String> members = new HashSet<>(set.members());
            for (Limit limit : set.limits()) {
                if (limit.per() != null) {
                    Instant start = limit.per().start(now);
                    Instant from = start.isAfter(limit.since()) ? start : limit.since();
                    long sum = since.computeIfAbsent(from, usage::since).stream()
                            .filter(total -> counts(set, members, total, users.getOrDefault(total.keyId(), "")))
                            .mapToLong(total -> of(total, limit.resource()))
                            .sum();
                    used.put(meters.of(set, limit).at(now.toEpochMilli()), sum);
                }
            }
        }
        used.forEach(Meter.Count::correct);
    }

    private static boolean counts(LimitSet set, Set<String> members, UsageByKey.Totals total, String user) {
        return total.tenant().equals(set.tenant())
                && switch (set.level()) {
                    case ORGANISATION -> true;
                    case TEAM -> members.contains(total.keyId()) || members.contains(user);
                    case USER -> user.equals(set.subject());
                    case KEY -> total.keyId().equals(set.subject());
                };
    }

    private static long of(UsageByKey.Totals total, LimitResource resource) {
        return switch (resource) {
            case REQUESTS -> total.calls();
            case INPUT_TOKENS -> total.inputTokens();
            case OUTPUT_TOKENS -> total.outputTokens();
            case TOKENS -> total.inputTokens() + total.outputTokens();
            case SPEND_MICRO_USD -> total.costMicroUsd();
            case CONCURRENCY -> 0;
        };
    }
}
