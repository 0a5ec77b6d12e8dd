// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.kernel.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What counts for every limit there is. Not part of a snapshot: the next one finds the old counts. */
@Singleton
public final class Meters {
    private final Map<Name, Meter> all = new ConcurrentHashMap<>();
    private final Clock clock;

    @Inject
    public Meters(Clock clock) {
        this.clock = clock;
    }

    private record Name(
            TenantId tenant,
            LimitLevel level,
            String subject,
            LimitResource resource,
            @Nullable LimitWindow per) {
        static Name of(LimitSet set, Limit limit) {
            return new Name(set.tenant(), set.level(), set.subject(), limit.resource(), limit.per());
        }
    }

    Meter of(LimitSet set, Limit limit) {
        return all.computeIfAbsent(Name.of(set, limit), name -> new Meter(name.per(), clock.instant()));
    }

    /** What was used in the present window. */
    Meter.Count now(LimitSet set, Limit limit) {
        return of(set, limit).at(clock.millis());
    }

    /** Forgets what nobody limits any more. */
    public void retain(List<LimitSet> sets) {
        Set<Name> present = sets.stream()
                .flatMap(set -> set.limits().stream().map(limit -> Name.of(set, limit)))
                .collect(Collectors.toSet());
        all.keySet().retainAll(present);
    }
}
