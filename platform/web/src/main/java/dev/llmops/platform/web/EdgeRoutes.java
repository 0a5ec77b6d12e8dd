// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Mounts what stands directly on the Vert.x router, in this order: the raw routes of the rooms, so that a hot path meets
 * nothing else; then headers, limits, health, metrics and the pages of the user interface; then Quarkus' own routes.
 */
@Singleton
final class EdgeRoutes {
    /** What the edge serves itself. */
    static final List<Route> TABLE = List.of(
            new Route("GET", "/health/live", Permission.PUBLIC, Dialect.PROBLEM, "Whether the process runs"),
            new Route("GET", "/health/ready", Permission.PUBLIC, Dialect.PROBLEM, "Whether calls may be sent here"),
            new Route(
                    "GET",
                    "/metrics",
                    Permission.SYSTEM_OBSERVE,
                    Dialect.PROBLEM,
                    "Metrics in Prometheus' text form; public from loopback"),
            new Route("GET", "/openapi", Permission.PUBLIC, Dialect.PROBLEM, "This document"),
            new Route("GET", "/", Permission.PUBLIC, Dialect.HTML, "The user interface"));

    private static final int RAW = -10_000;
    /** What the data plane need not pass. */
    private static final int AFTER_RAW = RAW + 3;

    private static final int EDGE = -9_000;
    private static final int AFTER_QUARKUS_LIMIT = -1;
    private static final long MAX_BODY_BYTES = 20L << 20;
    /** What Quarkus REST refuses a body by that does not announce its length. */
    private static final String QUARKUS_LIMIT = "io.quarkus.max-request-size";

    private final RouteTable table;
    private final Health health;
    private final Authenticator authenticator;
    private final Pages pages;

    EdgeRoutes(RouteTable table, Health health, Authenticator authenticator, Pages pages) {
        this.table = table;
        this.health = health;
        this.authenticator = authenticator;
        this.pages = pages;
    }

    void mount(@Observes Router router) {
        mountRaw(router);
        router.route().order(EDGE).handler(SecurityHeaders::add);
        router.route().order(EDGE + 1).handler(this::limitBody);
        router.get("/health/live").order(EDGE + 2).handler(health::live);
        router.get("/health/ready").order(EDGE + 2).handler(health::ready);
        router.route("/metrics").order(EDGE + 2).handler(this::guardMetrics);
        router.get().order(EDGE + 3).handler(pages::serve);
        router.route().order(AFTER_QUARKUS_LIMIT).handler(this::limitUnannounced);
    }

    private void mountRaw(Router router) {
        Map<String, StringJoiner> methods = new LinkedHashMap<>();
        Map<String, Dialect> dialects = new HashMap<>();
        boolean openai = false;
        for (RawRoute route : table.raw()) {
            String path = vertxPath(route.path());
            int order = route.dialect() == Dialect.GRPC ? AFTER_RAW : RAW;
            router.route(route.method(), path).order(order).handler(route.handler());
            methods.computeIfAbsent(path, any -> new StringJoiner(", "))
                    .add(route.method().name());
            dialects.put(path, route.dialect());
            openai |= route.dialect() == Dialect.OPENAI;
        }
        if (openai) {
            methods.forEach((path, allowed) -> {
                if (path.startsWith("/v1/")) {
                    router.route(path)
                            .order(RAW + 1)
                            .handler(methodNotAllowed(allowed.toString(), dialects.getOrDefault(path, Dialect.OPENAI)));
                }
            });
            router.route("/v1/*").order(RAW + 2).handler(EdgeRoutes::unknownV1);
        }
    }

    /** Braces, as in the route table, to Vert.x's colons. */
    static String vertxPath(String path) {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }

    private static Handler<RoutingContext> methodNotAllowed(String allowed, Dialect dialect) {
        return context -> {
            context.request().resume();
            context.response().putHeader("allow", allowed);
            Problem problem = new Problem(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    context.request().method() + " is not taken here (expected: " + allowed + ")");
            if (dialect == Dialect.ANTHROPIC) {
                AnthropicErrors.send(problem, context);
            } else {
                OpenAiErrors.send(problem, context);
            }
        };
    }

    private static void unknownV1(RoutingContext context) {
        context.request().resume();
        OpenAiErrors.send(
                new Problem(
                        ErrorCode.NOT_FOUND,
                        "route: '" + context.request().method() + " "
                                + context.request().path() + "' (expected: a route of /openapi)"),
                context);
    }

    private void limitBody(RoutingContext context) {
        String announced = context.request().getHeader("content-length");
        boolean large = announced != null && (announced.length() > 18 || Long.parseLong(announced) > MAX_BODY_BYTES);
        if (large && !streams(context)) {
            context.response().putHeader("connection", "close");
            Problems.send(
                    new Problem(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "body: " + announced + " bytes (expected: at most " + MAX_BODY_BYTES + ")"),
                    context);
            return;
        }
        sayWhatNothingIs(context.request());
        context.next();
    }

    /** Quarkus' one limit for all routes lies above the largest object that may be streamed; the others keep theirs. */
    private void limitUnannounced(RoutingContext context) {
        if (!streams(context)) {
            context.put(QUARKUS_LIMIT, MAX_BODY_BYTES);
        }
        context.next();
    }

    private boolean streams(RoutingContext context) {
        return table.streams(context.request().method().name(), context.normalizedPath());
    }

    /** A change without a body needs no media type; JAX-RS would refuse it for the missing one. */
    private static void sayWhatNothingIs(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        boolean empty = (length == null || length.equals("0")) && request.getHeader("transfer-encoding") == null;
        if (empty && request.getHeader("content-type") == null) {
            request.headers().set("content-type", "application/json");
        }
    }

    private void guardMetrics(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.GET) && fromHere(context)) {
            context.next();
            return;
        }
        context.request().pause();
        Thread.ofVirtual().name("metrics-guard").start(() -> {
            try {
                authenticator.authenticate(context.request()).require(Permission.SYSTEM_OBSERVE);
                context.vertx().runOnContext(any -> context.next());
            } catch (Problem problem) {
                context.vertx().runOnContext(any -> Problems.send(problem, context));
            }
        });
    }

    /** A proxy on this machine forwards others' requests, so its mark counts as coming from elsewhere. */
    private static boolean fromHere(RoutingContext context) {
        var address = context.request().connection().remoteAddress();
        String host = address == null ? "" : String.valueOf(address.hostAddress());
        return (host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1"))
                && context.request().getHeader("x-forwarded-for") == null
                && context.request().getHeader("forwarded") == null;
    }
}
