// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.cache.CacheMode;
import dev.llmops.gateway.cache.CachePolicy;
import dev.llmops.gateway.cache.CacheScope;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import dev.llmops.gateway.route.RouteSpec.Rates;
import dev.llmops.gateway.route.RouteSpec.Retry;
import dev.llmops.gateway.route.RouteSpec.Share;
import dev.llmops.gateway.route.RouteSpec.Sticky;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A route on the wire. What is answered can be sent back as it is: {@code service} must then be the path's, and
 * {@code service_id}, {@code revision} and the times are not looked at.
 */
@Schema(name = "ServiceRoute", requiredProperties = "targets")
record RouteBody(
        @Nullable String service,
        @Nullable String serviceId,
        @Nullable RouteStrategy strategy,
        @Nullable List<@Nullable TargetBody> targets,
        @Nullable StickyBody sticky,
        @Nullable ShareBody canary,
        @Nullable ShareBody shadow,
        @Nullable List<@Nullable String> fallbacks,
        @Nullable HedgeBody hedge,
        @Nullable RetryBody retry,
        @Nullable Long deadlineMs,
        @Nullable CircuitBody circuit,
        @Nullable CacheBody cache,
        @Nullable Long revision,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {
    static RouteBody of(StoredRoute route, String serviceId) {
        RouteSpec spec = route.spec();
        return new RouteBody(
                route.service(),
                serviceId,
                spec.strategy(),
                sent(spec.targets().stream().map(TargetBody::of).toList()),
                StickyBody.of(spec.sticky()),
                ShareBody.of(spec.canary()),
                ShareBody.of(spec.shadow()),
                sent(spec.fallbacks()),
                HedgeBody.of(spec.hedge()),
                RetryBody.of(spec.retry()),
                spec.deadlineMillis(),
                CircuitBody.of(spec.circuit()),
                CacheBody.of(spec.cache()),
                route.revision(),
                route.createdAt(),
                route.updatedAt());
    }

    private static <T> List<@Nullable T> sent(List<T> values) {
        return new ArrayList<@Nullable T>(values);
    }

    @Schema(
            name = "RouteTarget",
            requiredProperties = {"id", "upstream", "upstream_model"})
    record TargetBody(
            @Nullable String id,
            @Nullable String upstream,
            @Nullable String upstreamModel,
            @Nullable Integer weight,
            @Nullable Integer priority,
            @Nullable List<@Nullable String> tags,
            @Nullable Long contextWindow,
            @Nullable String region,
            @Nullable String when,
            @Nullable Integer maxConcurrency,
            @Nullable String model,
            @Nullable String priceProvider,
            @Nullable String priceModel,
            @Nullable PriceBody price) {
        static TargetBody of(TargetSpec spec) {
            Rates price = spec.price();
            return new TargetBody(
                    spec.id(),
                    spec.upstream(),
                    spec.upstreamModel(),
                    spec.weight(),
                    spec.priority(),
                    sent(spec.tags()),
                    spec.contextWindow(),
                    spec.region(),
                    spec.when(),
                    spec.maxConcurrency(),
                    spec.model(),
                    spec.priceProvider(),
                    spec.priceModel(),
                    price == null
                            ? null
                            : new PriceBody(price.inputMicroUsdPerMillion(), price.outputMicroUsdPerMillion()));
        }
    }

    @Schema(name = "RoutePrice")
    record PriceBody(
            @Nullable Long inputMicroUsdPerMillion,
            @Nullable Long outputMicroUsdPerMillion) {}

    @Schema(name = "RouteSticky", requiredProperties = "by")
    record StickyBody(@Nullable String by, @Nullable Long ttlSeconds) {
        static @Nullable StickyBody of(@Nullable Sticky sticky) {
            return sticky == null ? null : new StickyBody(sticky.by(), sticky.ttlSeconds());
        }
    }

    @Schema(
            name = "RouteShare",
            requiredProperties = {"target", "percent"})
    record ShareBody(@Nullable String target, @Nullable Double percent) {
        static @Nullable ShareBody of(@Nullable Share share) {
            return share == null ? null : new ShareBody(share.target(), share.percent());
        }
    }

    @Schema(name = "RouteHedge", requiredProperties = "after_ms")
    record HedgeBody(@Nullable Long afterMs, @Nullable Integer max) {
        static @Nullable HedgeBody of(@Nullable Hedge hedge) {
            return hedge == null ? null : new HedgeBody(hedge.afterMillis(), hedge.max());
        }
    }

    @Schema(name = "RouteRetry")
    record RetryBody(
            @Nullable Integer max,
            @Nullable Long firstMs,
            @Nullable Long maxMs) {
        static RetryBody of(Retry retry) {
            return new RetryBody(retry.max(), retry.firstMillis(), retry.maxMillis());
        }
    }

    @Schema(name = "RouteCircuit")
    record CircuitBody(@Nullable Integer failures, @Nullable Long openMs) {
        static CircuitBody of(Breaker circuit) {
            return new CircuitBody(circuit.failures(), circuit.openMillis());
        }
    }

    @Schema(name = "RouteCache", requiredProperties = "mode")
    record CacheBody(
            @Nullable CacheMode mode,
            @Nullable Long ttlS,
            @Nullable CacheScope scope,
            @Nullable Integer maxBytes) {
        static @Nullable CacheBody of(@Nullable CachePolicy cache) {
            return cache == null
                    ? null
                    : new CacheBody(cache.mode(), cache.ttlSeconds(), cache.scope(), cache.maxBytes());
        }
    }
}
