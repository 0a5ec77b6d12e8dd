// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** {@code /health/live} and {@code /health/ready}: each {@link Readiness} bean's report, 503 while one is not ready. */
@Singleton
final class Health {
    private static final Logger LOG = Logger.getLogger(Health.class);
    private static final Buffer LIVE = Buffer.buffer("{\"status\":\"live\"}");

    private final Instance<Readiness> checks;
    private final ObjectMapper json;

    Health(@Any Instance<Readiness> checks, ObjectMapper json) {
        this.checks = checks;
        this.json = json;
    }

    record State(String status, List<Check> checks) {}

    record Check(String name, boolean ready, Map<String, String> facts) {}

    void live(RoutingContext context) {
        context.request().resume();
        answer(context, 200, LIVE);
    }

    void ready(RoutingContext context) {
        context.request().resume();
        Thread.ofVirtual().name("readiness").start(() -> {
            State state = state(checks.stream().toList());
            context.vertx()
                    .runOnContext(any -> answer(context, state.status().equals("not_ready") ? 503 : 200, write(state)));
        });
    }

    static State state(List<Readiness> checks) {
        List<Check> reports = checks.stream().map(Health::report).toList();
        boolean ready = reports.stream().allMatch(Check::ready);
        boolean degraded = reports.stream().anyMatch(check -> check.facts().containsKey("degraded"));
        return new State(ready ? (degraded ? "degraded" : "ready") : "not_ready", reports);
    }

    private static Check report(Readiness readiness) {
        try {
            Readiness.Report report = readiness.check();
            return new Check(readiness.name(), report.ready(), report.facts());
        } catch (RuntimeException e) {
            LOG.warnf(e, "the readiness check %s failed", readiness.name());
            return new Check(readiness.name(), false, Map.of("fault", "the check itself failed; see the log"));
        }
    }

    private Buffer write(State state) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(state));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings was not serialisable", e);
        }
    }

    private static void answer(RoutingContext context, int status, Buffer body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(body);
    }
}
