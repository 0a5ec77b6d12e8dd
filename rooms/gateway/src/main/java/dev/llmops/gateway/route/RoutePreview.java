// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.marketplace.Services.Service;
import dev.llmops.gateway.route.ExplainBody.Answer;
import dev.llmops.gateway.route.ExplainBody.RefusalAnswer;
import dev.llmops.gateway.route.Target.Prices;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says where a call would go and why, by the code that chooses for calls. */
@Singleton
final class RoutePreview {
    private static final long MAX_TOKENS = 10_000_000;
    private static final long DEFAULT_OUTPUT = 256;
    private static final int MAX_HEADERS = 100;
    private static final String UNKNOWN = "unknown";

    private final RouteBook routes;
    private final RouteCompiler compiler;
    private final Upstreams upstreams;
    private final Clock clock;

    RoutePreview(RouteBook routes, RouteCompiler compiler, Upstreams upstreams, Clock clock) {
        this.routes = routes;
        this.compiler = compiler;
        this.upstreams = upstreams;
        this.clock = clock;
    }

    Answer explain(Caller caller, String idOrSlug, ExplainBody asked) {
        Service service = routes.service(caller, idOrSlug);
        RouteSpec spec = asked.route() == null
                ? routes.stored(caller, service).map(StoredRoute::spec).orElse(null)
                : routes.read(caller, service, asked.route());
        ServiceRoute route = route(caller, service, spec);
        RouteRequest request = request(caller, service, asked);
        CallerHints hints = CallerHints.of(request.headers()::get);
        hints.requireKnown(route);
        long now = clock.millis();
        RoutePlan plan = RouteChooser.explain(route, request, hints, new SplittableRandom(), now);
        Problem refusal = plan.refusal(hints, now);
        Target shadow = plan.shadow();
        return new Answer(
                service.slug(),
                route.spec().strategy(),
                spec != null && !spec.targets().isEmpty(),
                new PlanReasons(plan, request, hints).all(),
                shadow == null ? null : shadow.id(),
                refusal == null
                        ? null
                        : new RefusalAnswer(
                                refusal.code().status(), refusal.code().code(), refusal.detail()));
    }

    private ServiceRoute route(Caller caller, Service service, @Nullable RouteSpec spec) {
        Prices prices = new Prices(
                service.model(),
                Objects.requireNonNullElse(service.priceProvider(), UNKNOWN),
                Objects.requireNonNullElse(service.priceModel(), UNKNOWN));
        if (spec == null || spec.targets().isEmpty()) {
            Upstream own = upstreams.find(caller, service.upstream()).orElse(null);
            return compiler.ownUpstream(caller.tenant(), service.slug(), own, service.upstreamModel(), prices);
        }
        return compiler.preview(
                caller.tenant(),
                service.slug(),
                spec,
                id -> upstreams.byId(caller, id).orElse(null),
                prices);
    }

    private static RouteRequest request(Caller caller, Service service, ExplainBody asked) {
        BodyFeatures features = new BodyFeatures(
                Boolean.TRUE.equals(asked.hasTools()),
                Boolean.TRUE.equals(asked.hasImages()),
                Objects.requireNonNullElse(asked.user(), ""));
        return new RouteRequest(
                service.slug(),
                tokens("tokens", asked.tokens(), 0),
                tokens("max_output", asked.maxOutput(), DEFAULT_OUTPUT),
                Boolean.TRUE.equals(asked.stream()),
                new RouteRequest.Who(
                        caller.tenant().value(),
                        Objects.requireNonNullElse(asked.subscription(), ""),
                        Objects.requireNonNullElse(asked.key(), "")),
                headers(asked.headers()),
                () -> features);
    }

    private static long tokens(String field, @Nullable Long value, long byDefault) {
        if (value != null && (value < 0 || value > MAX_TOKENS)) {
            throw Problem.invalid(field, value, "0 to " + MAX_TOKENS);
        }
        return value == null ? byDefault : value;
    }

    private static Map<String, String> headers(@Nullable Map<String, @Nullable String> sent) {
        Map<String, String> headers = new TreeMap<>();
        if (sent != null) {
            if (sent.size() > MAX_HEADERS) {
                throw Problem.invalid("headers", sent.size(), "at most " + MAX_HEADERS + " headers");
            }
            sent.forEach((name, value) -> {
                if (value != null) {
                    headers.put(name.toLowerCase(Locale.ROOT), value);
                }
            });
        }
        return headers;
    }
}
