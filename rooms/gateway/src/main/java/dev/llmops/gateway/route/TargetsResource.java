// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the targets of routes do right now, as this process sees it. */
@Singleton
@Path("/api/gateway/v1/targets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class TargetsResource {
    private final TargetStates states;
    private final Clock clock;

    TargetsResource(TargetStates states, Clock clock) {
        this.states = states;
        this.clock = clock;
    }

    @GET
    @Allow(Permission.UPSTREAMS_READ)
    public Page<LiveTarget> list(@Context UriInfo uri, @Context SecurityContext security) {
        PageRequest page = Lists.page(uri, "service");
        return list(
                Callers.of(security).tenant(), page, uri.getQueryParameters().getFirst("service"));
    }

    Page<LiveTarget> list(TenantId tenant, PageRequest page, @Nullable String service) {
        String after = page.after();
        long now = clock.millis();
        List<LiveTarget> rows = states.of(tenant).entrySet().stream()
                .filter(entry -> service == null || entry.getKey().service().equals(service))
                .map(entry -> LiveTarget.of(entry.getKey(), entry.getValue(), now))
                .filter(live -> after == null || live.cursor().compareTo(after) > 0)
                .limit(page.fetch())
                .toList();
        return Page.of(rows, page, LiveTarget::cursor);
    }

    /**
     * @param firstByteMs of streams, an average that forgets; null before the first
     * @param wholeMs of answers that are not streams
     */
    @Schema(name = "LiveTarget")
    record LiveTarget(
            String service,
            String target,
            CircuitState circuit,
            @Nullable Instant circuitRetryAt,
            int underWay,
            long calls,
            long failures,
            @Nullable Double firstByteMs,
            @Nullable Double wholeMs,
            @Nullable Double tokensPerSecond,
            @Nullable Instant lastUsedAt,
            @Nullable Instant lastFailureAt,
            @Nullable String lastFailure) {
        static LiveTarget of(TargetStates.Key key, TargetState state, long nowMillis) {
            long wait = state.circuit().waitMillis(nowMillis);
            TargetState.Failure failure = state.lastFailure();
            return new LiveTarget(
                    key.service(),
                    key.target(),
                    CircuitState.of(state.circuit().level(nowMillis)),
                    wait == 0 ? null : Instant.ofEpochMilli(nowMillis + wait),
                    state.underWay(),
                    state.calls(),
                    state.failures(),
                    known(state.firstByteMillis()),
                    known(state.wholeMillis()),
                    known(state.tokensPerSecond()),
                    state.lastUsedMillis() == 0 ? null : Instant.ofEpochMilli(state.lastUsedMillis()),
                    failure == null ? null : Instant.ofEpochMilli(failure.atMillis()),
                    failure == null ? null : failure.how());
        }

        private static @Nullable Double known(double value) {
            return Double.isNaN(value) ? null : Math.round(value * 10) / 10.0;
        }

        /** Slugs and ids hold no blank, which sorts before all that they hold. */
        String cursor() {
            return service + " " + target;
        }
    }

    /** What {@link Circuit#level} says, in words. */
    enum CircuitState {
        CLOSED,
        HALF_OPEN,
        OPEN;

        static CircuitState of(int level) {
            return level == 0 ? CLOSED : level == 1 ? HALF_OPEN : OPEN;
        }
    }
}
