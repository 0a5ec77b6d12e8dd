// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.ClientRequest;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.BodyFeatures;
import dev.llmops.gateway.route.CallerHints;
import dev.llmops.gateway.route.RequestHeaders;
import dev.llmops.gateway.route.RouteChooser;
import dev.llmops.gateway.route.RoutePlan;
import dev.llmops.gateway.route.RouteRequest;
import dev.llmops.gateway.route.ServiceRoute;
import dev.llmops.gateway.route.Target.Prices;
import dev.llmops.kernel.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Chooses where a call goes, before anything is reserved for it. */
final class Routing {
    private static final CharSequence ORDER = HttpHeaders.createOptimized(CallerHints.ORDER);
    private static final CharSequence MAX_PRICE = HttpHeaders.createOptimized(CallerHints.MAX_PRICE);
    private static final CharSequence REGION = HttpHeaders.createOptimized(CallerHints.REGION);
    private static final CharSequence TAGS = HttpHeaders.createOptimized(CallerHints.TAGS);

    private Routing() {}

    /**
     * Null when the call goes to the service's own upstream. A caller's hints hold there too: what the upstream does not
     * meet is refused.
     */
    static @Nullable RoutePlan plan(
            DataPlane plane,
            ClientSide exchange,
            Admission by,
            Entitlement entitlement,
            ClientRequest request,
            byte[] body) {
        ServiceRoute route = entitlement.route();
        MultiMap headers = exchange.requestHeaders();
        if (route == null && !hinted(headers)) {
            return null;
        }
        ServiceRoute asked = route == null ? own(plane, entitlement) : route;
        try {
            CallerHints hints = CallerHints.of(headers::get);
            hints.requireKnown(asked);
            long now = plane.nowMillis();
            RoutePlan plan = RouteChooser.choose(
                    asked, describe(by, entitlement, request, headers, body), hints, ThreadLocalRandom.current(), now);
            Problem refusal = plan.refusal(hints, now);
            if (refusal != null) {
                throw refusal;
            }
            return route == null ? null : plan;
        } catch (Problem e) {
            throw refused(e);
        }
    }

    private static boolean hinted(MultiMap headers) {
        return headers.contains(ORDER)
                || headers.contains(MAX_PRICE)
                || headers.contains(REGION)
                || headers.contains(TAGS);
    }

    private static ServiceRoute own(DataPlane plane, Entitlement entitlement) {
        Offer offer = entitlement.offer();
        return plane.compiler()
                .ownUpstream(
                        offer.tenant(), offer.slug(), entitlement.upstream(), offer.upstreamModel(), prices(offer));
    }

    private static Prices prices(Offer offer) {
        return new Prices(offer.model(), offer.priceProvider(), offer.priceModel());
    }

    private static RouteRequest describe(
            Admission by, Entitlement entitlement, ClientRequest request, MultiMap headers, byte[] body) {
        Offer offer = entitlement.offer();
        return new RouteRequest(
                request.model(),
                request.estimatedInput(),
                request.likelyOutput(),
                request.stream(),
                new RouteRequest.Who(
                        offer.tenant().value(),
                        offer.subscriptionId(),
                        by.grant().id()),
                new RequestHeaders(headers),
                () -> BodyFeatures.of(body));
    }

    private static RefusedCall refused(Problem problem) {
        Duration wait = problem.retryAfter().orElse(null);
        if (wait != null) {
            return RefusedCall.later(problem.code(), problem.detail(), wait.toMillis());
        }
        return problem.violations().isEmpty()
                ? RefusedCall.of(problem.code(), problem.detail())
                : RefusedCall.of(
                        problem.code(),
                        problem.detail(),
                        problem.violations().getFirst().field());
    }
}
