// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the control plane that are answered on the event loop when everything stands in memory: the caller's key, and
 * the answer. Whatever is out of the ordinary goes on to the JAX-RS route of the same path, which knows every refusal;
 * so nothing is decided here that the slow road would decide otherwise.
 */
@Singleton
public final class HotReads {
    /** For answers with an entity tag: kept by the caller alone, and asked about again before each use. */
    public static final String CACHE_CONTROL = "private, no-cache";

    private final Authenticator authenticator;
    private final MeterRegistry meters;

    HotReads(Authenticator authenticator, MeterRegistry meters) {
        this.authenticator = authenticator;
        this.meters = meters;
    }

    /**
     * What is at hand for a path, by the values of its parameters; null where it must be read first. Neither blocks nor
     * throws.
     */
    @FunctionalInterface
    public interface Lookup {
        @Nullable
        HotAnswer find(Caller caller, UnaryOperator<@Nullable String> parameter);
    }

    /**
     * A shortcut before a JAX-RS route.
     *
     * @param path the same as that route's, parameters in braces
     * @param permission the same as that route's
     */
    public RawRoute route(String path, Permission permission, Lookup lookup) {
        Timer timer = Timer.builder("http.server.requests")
                .tag("method", "GET")
                .tag("route", path)
                .tag("status", "200")
                .register(meters);
        return new RawRoute(HttpMethod.GET, path, permission, Dialect.PROBLEM, "", context -> {
            long started = System.nanoTime();
            HotAnswer answer = ordinary(context.request()) ? find(context, permission, lookup) : null;
            if (answer == null) {
                context.next();
                return;
            }
            send(context, answer);
            timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        });
    }

    private @Nullable HotAnswer find(RoutingContext context, Permission permission, Lookup lookup) {
        Caller caller = authenticator.known(context.request());
        return caller == null || !caller.may(permission) ? null : lookup.find(caller, context::pathParam);
    }

    private static boolean ordinary(HttpServerRequest request) {
        String accept = request.getHeader("accept");
        return request.query() == null
                && request.getHeader("cookie") == null
                && request.getHeader("traceparent") == null
                && (accept == null || accept.equals("*/*") || accept.equals("application/json"));
    }

    private static void send(RoutingContext context, HotAnswer answer) {
        context.request().resume();
        SecurityHeaders.set(context);
        HttpServerResponse response = context.response();
        response.putHeader("cache-control", CACHE_CONTROL);
        response.putHeader("etag", answer.tag());
        answer.headers().forEach(response::putHeader);
        if (ETags.isCurrent(context.request().getHeader("if-none-match"), answer.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("content-type", "application/json;charset=UTF-8");
        response.end(answer.body());
    }
}
