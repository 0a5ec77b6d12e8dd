// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Times and traces the control plane's routes by their template. The hot paths on the router never come here. */
@Singleton
public final class HttpTelemetry {
    private static final String RUNNING = "llmops.telemetry";
    private static final TextMapGetter<HttpServerRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpServerRequest request, String key) {
            return request == null ? null : request.getHeader(key);
        }
    };

    private final Instance<RouteTable> table;
    private final Instance<MeterRegistry> meters;
    private final Instance<OpenTelemetry> telemetry;

    /** Filters are made before the run's configuration is known; what they use is asked for with each request. */
    HttpTelemetry(Instance<RouteTable> table, Instance<MeterRegistry> meters, Instance<OpenTelemetry> telemetry) {
        this.table = table;
        this.meters = meters;
        this.telemetry = telemetry;
    }

    private record Running(long startedNanos, Route route, Span span) {}

    @ServerRequestFilter(priority = 100)
    public void begin(ContainerRequestContext request, ResourceInfo resource, RoutingContext context) {
        Route route = table.get().of(resource.getResourceMethod());
        if (route == null) {
            return;
        }
        OpenTelemetry open = telemetry.get();
        Context parent =
                open.getPropagators().getTextMapPropagator().extract(Context.root(), context.request(), HEADERS);
        Span span = open.getTracer("llmops.web")
                .spanBuilder(route.method() + " " + route.path())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", route.method())
                .setAttribute("http.route", route.path())
                .startSpan();
        if (span.getSpanContext().isValid()) {
            Traces.put(context, span.getSpanContext().getTraceId());
        }
        request.setProperty(RUNNING, new Running(System.nanoTime(), route, span));
    }

    @ServerResponseFilter(priority = 100)
    public void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(RUNNING) instanceof Running running)) {
            return;
        }
        int status = response.getStatus();
        running.span().setAttribute("http.response.status_code", status);
        if (status >= 500) {
            running.span().setStatus(StatusCode.ERROR);
        }
        running.span().end();
        Timer.builder("http.server.requests")
                .tag("method", running.route().method())
                .tag("route", running.route().path())
                .tag("status", Integer.toString(status))
                .register(meters.get())
                .record(Duration.ofNanos(System.nanoTime() - running.startedNanos()));
    }
}
