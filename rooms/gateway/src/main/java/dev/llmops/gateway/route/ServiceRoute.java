// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.route.RouteSpec.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route ready for calls; immutable, but for what its targets measure. */
public final class ServiceRoute {
    private final String service;
    private final RouteSpec spec;
    private final Map<String, Target> byId;
    private final List<Target> main;
    private final List<Target> fallbacks;
    private final @Nullable Target canary;
    private final @Nullable Target shadow;

    ServiceRoute(String service, RouteSpec spec, List<Target> targets) {
        this.service = service;
        this.spec = spec;
        this.byId = new LinkedHashMap<>();
        targets.forEach(target -> byId.put(target.id(), target));
        this.canary = named(spec.canary());
        this.shadow = named(spec.shadow());
        List<Target> last = new ArrayList<>();
        for (String id : spec.fallbacks()) {
            Target target = byId.get(id);
            if (target != null) {
                last.add(target);
            }
        }
        this.fallbacks = List.copyOf(last);
        this.main = targets.stream()
                .filter(target -> target != canary && target != shadow && !fallbacks.contains(target))
                .toList();
    }

    private @Nullable Target named(@Nullable Share share) {
        return share == null ? null : byId.get(share.target());
    }

    public String service() {
        return service;
    }

    public long deadlineMillis() {
        return spec.deadlineMillis();
    }

    RouteSpec spec() {
        return spec;
    }

    /** Every target but the shadow's takes the client's calls. */
    Iterable<Target> targets() {
        return byId.values();
    }

    @Nullable
    Target target(String id) {
        return byId.get(id);
    }

    List<Target> main() {
        return main;
    }

    List<Target> fallbacks() {
        return fallbacks;
    }

    @Nullable
    Target canary() {
        return canary;
    }

    @Nullable
    Target shadow() {
        return shadow;
    }
}
