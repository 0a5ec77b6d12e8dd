// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.gateway.route.RouteBody.CircuitBody;
import dev.llmops.gateway.route.RouteBody.HedgeBody;
import dev.llmops.gateway.route.RouteBody.RetryBody;
import dev.llmops.gateway.route.RouteBody.ShareBody;
import dev.llmops.gateway.route.RouteBody.StickyBody;
import dev.llmops.gateway.route.RouteBody.TargetBody;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import dev.llmops.gateway.route.RouteSpec.Retry;
import dev.llmops.gateway.route.RouteSpec.Share;
import dev.llmops.gateway.route.RouteSpec.Sticky;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a route as it was sent and fills in what was left open; every fault is told, each with its field. */
final class RouteForm {
    private static final int MAX_TARGETS = 32;
    private static final long MAX_DEADLINE_MILLIS = 600_000;
    private static final long MAX_TTL_SECONDS = 30L * 24 * 60 * 60;
    private static final Pattern HEADER = Pattern.compile("header:x-[a-z0-9-]{1,62}");

    private final RouteFaults faults = new RouteFaults();
    private final RouteBody body;
    private final TargetForm targets;

    private RouteForm(RouteBody body, Function<String, Optional<Upstream>> upstreams) {
        this.body = body;
        this.targets = new TargetForm(faults, upstreams);
    }

    /**
     * @param service the path's slug
     * @param upstreams those of the tenant, by name or id
     */
    static RouteSpec read(RouteBody body, String service, Function<String, Optional<Upstream>> upstreams) {
        return new RouteForm(body, upstreams).read(service);
    }

    private RouteSpec read(String service) {
        if (body.service() != null && !body.service().equals(service)) {
            faults.add("service", body.service(), "'" + service + "', the service of the path, or nothing");
        }
        List<TargetSpec> specs = targets();
        Set<String> ids = new HashSet<>();
        specs.forEach(spec -> ids.add(spec.id()));
        RouteStrategy strategy = Objects.requireNonNullElse(body.strategy(), RouteStrategy.PRIORITY);
        Share canary = share("canary", body.canary(), ids);
        Share shadow = share("shadow", body.shadow(), ids);
        List<String> fallbacks = fallbacks(ids);
        roles(specs, canary, shadow, fallbacks);
        RouteSpec spec = new RouteSpec(
                strategy,
                specs,
                sticky(body.sticky(), strategy),
                canary,
                shadow,
                fallbacks,
                hedge(body.hedge()),
                retry(body.retry()),
                faults.within(
                        "deadline_ms", body.deadlineMs(), RouteSpec.DEFAULT_DEADLINE_MILLIS, 100, MAX_DEADLINE_MILLIS),
                circuit(body.circuit()),
                CacheForm.read(body.cache(), faults));
        if (!faults.all().isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, faults.all());
        }
        return spec;
    }

    private List<TargetSpec> targets() {
        List<@Nullable TargetBody> sent = Objects.requireNonNullElse(body.targets(), List.of());
        if (sent.isEmpty() && body.cache() != null) {
            return List.of();
        }
        if (sent.isEmpty() || sent.size() > MAX_TARGETS) {
            faults.add(
                    "targets",
                    sent.isEmpty() ? null : sent.size(),
                    "1 to " + MAX_TARGETS + " targets, or none beside a cache");
            return List.of();
        }
        List<TargetSpec> specs = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            TargetBody target = sent.get(i);
            String at = "targets[" + i + "]";
            if (target == null) {
                faults.add(at, null, "a target");
                continue;
            }
            TargetSpec spec = targets.read(at, target);
            if (!ids.add(spec.id())) {
                faults.add(at + ".id", spec.id(), "an id that no other target of the route has");
            }
            specs.add(spec);
        }
        return specs;
    }

    private @Nullable Share share(String field, @Nullable ShareBody sent, Set<String> ids) {
        if (sent == null) {
            return null;
        }
        Double percent = sent.percent();
        if (percent == null || !(percent >= 0 && percent <= 100)) {
            faults.add(field + ".percent", percent, "0 to 100");
        }
        return new Share(id(field + ".target", sent.target(), ids), percent == null ? 0 : percent);
    }

    private String id(String field, @Nullable String id, Set<String> ids) {
        if (id == null || !ids.contains(id)) {
            faults.add(field, id, "the id of a target of this route");
        }
        return id == null ? "" : id;
    }

    private List<String> fallbacks(Set<String> ids) {
        List<String> fallbacks = new ArrayList<>();
        List<@Nullable String> sent = Objects.requireNonNullElse(body.fallbacks(), List.of());
        for (int i = 0; i < sent.size(); i++) {
            String id = id("fallbacks[" + i + "]", sent.get(i), ids);
            if (fallbacks.contains(id)) {
                faults.add("fallbacks[" + i + "]", id, "each target once");
            }
            fallbacks.add(id);
        }
        return fallbacks;
    }

    /** One target has one part to play, and some target must be left for every call. */
    private void roles(List<TargetSpec> specs, @Nullable Share canary, @Nullable Share shadow, List<String> fallbacks) {
        Set<String> special = new HashSet<>(fallbacks);
        if (canary != null && !special.add(canary.target())) {
            faults.add("canary.target", canary.target(), "a target that is no fallback");
        }
        if (shadow != null && !special.add(shadow.target())) {
            faults.add("shadow.target", shadow.target(), "a target that is neither a fallback nor the canary");
        }
        if (!specs.isEmpty() && specs.stream().allMatch(spec -> special.contains(spec.id()))) {
            faults.add("targets", null, "at least one target that is no fallback, canary or shadow");
        }
    }

    private @Nullable Sticky sticky(@Nullable StickyBody sent, RouteStrategy strategy) {
        if (sent == null) {
            return null;
        }
        String by = sent.by();
        boolean known = by != null
                && (by.equals("key") || by.equals("user") || HEADER.matcher(by).matches());
        if (!known) {
            faults.add("sticky.by", by, "key, user, or a header such as header:x-session-id");
        }
        if (strategy.measured()) {
            faults.add("sticky", by, "none with this strategy, which chooses anew for each call");
        }
        Long ttl = sent.ttlSeconds();
        if (ttl != null) {
            faults.within("sticky.ttl_seconds", ttl, 0, 1, MAX_TTL_SECONDS);
        }
        return new Sticky(by == null ? "" : by, ttl);
    }

    private @Nullable Hedge hedge(@Nullable HedgeBody sent) {
        if (sent == null) {
            return null;
        }
        if (sent.afterMs() == null) {
            faults.add("hedge.after_ms", null, "milliseconds without a byte, such as 400");
        }
        return new Hedge(faults.within("hedge.after_ms", sent.afterMs(), 1_000, 1, MAX_DEADLINE_MILLIS), (int)
                faults.within("hedge.max", wide(sent.max()), 1, 1, 3));
    }

    private Retry retry(@Nullable RetryBody sent) {
        if (sent == null) {
            return Retry.DEFAULT;
        }
        long first = faults.within("retry.first_ms", sent.firstMs(), Retry.DEFAULT.firstMillis(), 1, 10_000);
        long most =
                faults.within("retry.max_ms", sent.maxMs(), Math.max(first, Retry.DEFAULT.maxMillis()), first, 60_000);
        return new Retry((int) faults.within("retry.max", wide(sent.max()), Retry.DEFAULT.max(), 0, 10), first, most);
    }

    private Breaker circuit(@Nullable CircuitBody sent) {
        if (sent == null) {
            return Breaker.DEFAULT;
        }
        return new Breaker(
                (int) faults.within("circuit.failures", wide(sent.failures()), Breaker.DEFAULT.failures(), 1, 1_000),
                faults.within("circuit.open_ms", sent.openMs(), Breaker.DEFAULT.openMillis(), 100, 3_600_000));
    }

    private static @Nullable Long wide(@Nullable Integer value) {
        return value == null ? null : value.longValue();
    }
}
