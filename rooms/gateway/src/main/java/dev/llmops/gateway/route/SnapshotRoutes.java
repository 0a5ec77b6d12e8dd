// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.cache.CacheMode;
import dev.llmops.gateway.cache.CachePolicy;
import dev.llmops.gateway.cache.ServiceCache;
import dev.llmops.gateway.route.Target.Prices;
import dev.llmops.kernel.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of one snapshot while it is made, each compiled once however many subscriptions its service has. */
public final class SnapshotRoutes {
    private final Map<Slug, StoredRoute> stored;
    private final Map<Slug, ServiceRoute> compiled = new HashMap<>();
    private final Function<String, @Nullable Upstream> upstreams;
    private final RouteCompiler compiler;

    private record Slug(TenantId tenant, String service) {}

    /** @param upstreams by id; null for what was deleted */
    public SnapshotRoutes(
            List<StoredRoute> routes, Function<String, @Nullable Upstream> upstreams, RouteCompiler compiler) {
        this.stored = HashMap.newHashMap(routes.size());
        this.upstreams = upstreams;
        this.compiler = compiler;
        routes.forEach(route -> stored.put(new Slug(route.tenant(), route.service()), route));
    }

    /** Null for a service whose calls all go to its own upstream. */
    public @Nullable ServiceRoute of(Offer offer) {
        if (stored.isEmpty()) {
            return null;
        }
        Slug slug = new Slug(offer.tenant(), offer.slug());
        StoredRoute route = stored.get(slug);
        if (route == null || route.spec().targets().isEmpty()) {
            return null;
        }
        return compiled.computeIfAbsent(
                slug,
                ignored -> compiler.compile(
                        route, upstreams, new Prices(offer.model(), offer.priceProvider(), offer.priceModel())));
    }

    /** How the service's answers are kept; null when they are not. */
    public @Nullable ServiceCache cacheOf(Offer offer) {
        StoredRoute route = stored.isEmpty() ? null : stored.get(new Slug(offer.tenant(), offer.slug()));
        CachePolicy policy = route == null ? null : route.spec().cache();
        return route == null || policy == null || policy.mode() == CacheMode.OFF
                ? null
                : new ServiceCache(policy, route.revision() + " " + route.updatedAt());
    }
}
