// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.kernel.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of one snapshot while it is made: which of them hold for a key. */
public final class SnapshotLimits {
    private final Map<Subject, LimitSet> bySubject = new HashMap<>();
    private final Map<Subject, List<LimitSet>> teamsOf = new HashMap<>();
    private final Meters meters;

    private record Subject(TenantId tenant, LimitLevel level, String name) {}

    public SnapshotLimits(List<LimitSet> sets, Meters meters) {
        this.meters = meters;
        for (LimitSet set : sets) {
            bySubject.put(new Subject(set.tenant(), set.level(), set.subject()), set);
            for (String member : set.members()) {
                teamsOf.computeIfAbsent(
                                new Subject(set.tenant(), LimitLevel.TEAM, member), ignored -> new ArrayList<>())
                        .add(set);
            }
        }
    }

    /** Null for a key that nothing is set for. Of several priorities the one nearest to the key holds. */
    public @Nullable CallLimits of(KeyGrant key) {
        if (bySubject.isEmpty()) {
            return null;
        }
        List<LimitSet> sets = holdingFor(key);
        if (sets.isEmpty()) {
            return null;
        }
        PriorityClass priority = null;
        List<CallLimits.Bound> bounds = new ArrayList<>();
        for (LimitSet set : sets) {
            priority = priority == null ? set.priority() : priority;
            set.limits().forEach(limit -> bounds.add(new CallLimits.Bound(set, limit, meters.of(set, limit))));
        }
        return new CallLimits(
                bounds.toArray(CallLimits.Bound[]::new), priority == null ? PriorityClass.NORMAL : priority);
    }

    /** From the nearest level to the widest. */
    private List<LimitSet> holdingFor(KeyGrant key) {
        List<LimitSet> sets = new ArrayList<>();
        add(sets, key, LimitLevel.KEY, key.id());
        add(sets, key, LimitLevel.USER, key.principalId());
        for (String member : List.of(key.id(), key.principalId())) {
            for (LimitSet team : teamsOf.getOrDefault(new Subject(key.tenant(), LimitLevel.TEAM, member), List.of())) {
                if (!sets.contains(team)) {
                    sets.add(team);
                }
            }
        }
        add(sets, key, LimitLevel.ORGANISATION, LimitLevel.SELF);
        return sets;
    }

    private void add(List<LimitSet> sets, KeyGrant key, LimitLevel level, String name) {
        LimitSet set = bySubject.get(new Subject(key.tenant(), level, name));
        if (set != null) {
            sets.add(set);
        }
    }
}
