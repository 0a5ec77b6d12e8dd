// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.gateway.route.RouteSpec.Rates;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.gateway.route.Target.Prices;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes routes ready for calls when a snapshot is made: rules compiled, prices looked up, targets joined with their state. */
@Singleton
public final class RouteCompiler {
    /** The id under which a service's own upstream is shown where it has no route. */
    public static final String OWN = "service";

    /** Small enough to be priced at a model's base price. */
    private static final long SAMPLE_TOKENS = 100_000;

    private static final long SAMPLES_PER_MILLION = 10;

    private final TargetStates states;
    private final Pricing pricing;
    private final Clock clock;
    private final Map<String, RouteRule> rules = new ConcurrentHashMap<>();

    @Inject
    public RouteCompiler(TargetStates states, Pricing pricing, Clock clock) {
        this.states = states;
        this.pricing = pricing;
        this.clock = clock;
    }

    /**
     * A route for the calls of a snapshot.
     *
     * @param upstreams by id; null for what was deleted
     * @param service what the service says of itself, for what targets leave open
     */
    public ServiceRoute compile(StoredRoute route, Function<String, @Nullable Upstream> upstreams, Prices service) {
        return compile(route.tenant(), route.service(), route.spec(), upstreams, service, states::of);
    }

    /** A route to look at, with what is measured of its targets so far. */
    ServiceRoute preview(
            TenantId tenant,
            String slug,
            RouteSpec spec,
            Function<String, @Nullable Upstream> upstreams,
            Prices service) {
        return compile(tenant, slug, spec, upstreams, service, states::seen);
    }

    private ServiceRoute compile(
            TenantId tenant,
            String slug,
            RouteSpec spec,
            Function<String, @Nullable Upstream> upstreams,
            Prices service,
            StateLookup lookup) {
        List<Target> targets = new ArrayList<>(spec.targets().size());
        for (TargetSpec target : spec.targets()) {
            Upstream upstream = upstreams.apply(target.upstreamId());
            // An upstream of another tenant is no upstream: the border holds here even if a writer got it wrong.
            Upstream own = upstream != null && upstream.tenant().equals(tenant) ? upstream : null;
            Prices prices = prices(target, service);
            targets.add(new Target(
                    target,
                    own,
                    rule(target.when()),
                    rates(target, prices),
                    prices,
                    lookup.find(new TargetStates.Key(tenant, slug, target.id()), target, own, spec.circuit())));
        }
        return new ServiceRoute(slug, spec, targets);
    }

    /** The route of a service that has none: its own upstream alone. What is measured of it is not known here. */
    public ServiceRoute ownUpstream(
            TenantId tenant, String slug, @Nullable Upstream upstream, String upstreamModel, Prices service) {
        String id = upstream == null ? "" : upstream.id();
        String name = upstream == null ? "" : upstream.name();
        TargetSpec only = new TargetSpec(
                OWN, name, id, upstreamModel, 1, 0, List.of(), null, null, null, null, null, null, null, null);
        return preview(tenant, slug, RouteSpec.of(only), ignored -> upstream, service);
    }

    /** What was measured of targets that no route names any more is forgotten, and so are their rules. */
    public void retain(List<StoredRoute> routes) {
        Set<TargetStates.Key> keys = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (StoredRoute route : routes) {
            for (TargetSpec target : route.spec().targets()) {
                keys.add(new TargetStates.Key(route.tenant(), route.service(), target.id()));
                if (target.when() != null) {
                    texts.add(target.when());
                }
            }
        }
        states.retain(keys);
        rules.keySet().retainAll(texts);
    }

    private static Prices prices(TargetSpec target, Prices service) {
        String provider = target.priceProvider();
        String model = target.priceModel();
        return new Prices(
                target.model() == null ? service.model() : target.model(),
                provider == null ? service.provider() : provider,
                model == null ? service.priceModel() : model);
    }

    private @Nullable RouteRule rule(@Nullable String text) {
        if (text == null) {
            return null;
        }
        RouteRule known = rules.get(text);
        if (known == null) {
            known = compiled(text);
            rules.put(text, known);
        }
        return known;
    }

    /** A stored rule was compiled before it was stored; one that a later version cannot read holds for nothing. */
    private static RouteRule compiled(String text) {
        try {
            return RouteRule.compile("when", text);
        } catch (Problem e) {
            return RouteRule.compile("when", "false");
        }
    }

    private @Nullable Rates rates(TargetSpec target, Prices prices) {
        if (target.price() != null) {
            return target.price();
        }
        Long input = rate(prices, TokenUsage.estimate(SAMPLE_TOKENS, 0));
        Long output = rate(prices, TokenUsage.estimate(0, SAMPLE_TOKENS));
        return input == null || output == null ? null : new Rates(input, output);
    }

    private @Nullable Long rate(Prices prices, TokenUsage sample) {
        return switch (pricing.price(prices.provider(), prices.priceModel(), sample, clock.instant())) {
            case Priced.Cost cost -> cost.costMicroUsd() * SAMPLES_PER_MILLION;
            case Priced.Unpriced ignored -> null;
        };
    }

    /** Finds the state of a target. */
    private interface StateLookup {
        TargetState find(TargetStates.Key key, TargetSpec spec, @Nullable Upstream upstream, RouteSpec.Breaker rule);
    }
}
