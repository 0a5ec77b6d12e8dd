// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.cache.CacheTurn;
import dev.llmops.gateway.cache.KeptAnswer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.RoutePlan;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The first half of a call: who it is, what is asked, whether the limits allow it. All of it in memory. */
final class ChatCall {
    private static final long COME_BACK_MILLIS = 1_000;

    private final DataPlane plane;
    private final Exchange exchange;
    private final ClientDialect dialect;
    private final String callId = Ulids.next();
    private final long startedMillis;
    private final long startedNanos;
    private @Nullable CallLog log;
    private @Nullable Admission admission;
    private @Nullable UpstreamCall upstreamCall;
    private boolean entered;
    private boolean over;

    private ChatCall(DataPlane plane, ClientDialect dialect, HttpServerRequest request) {
        this.plane = plane;
        this.dialect = dialect;
        this.startedMillis = plane.nowMillis();
        this.startedNanos = plane.nowNanos();
        this.exchange = new Exchange(plane.vertx(), request, plane.bounds(), new CallName(dialect, callId), this::gone);
    }

    static void handle(DataPlane plane, ClientDialect dialect, HttpServerRequest request) {
        new ChatCall(plane, dialect, request).start();
    }

    private void start() {
        log = plane.log();
        if (!plane.isOpen() || log == null) {
            refuse(RefusedCall.later(
                    ErrorCode.OVERLOADED, "The gateway is starting or stopping; try again.", COME_BACK_MILLIS));
            return;
        }
        entered = plane.enter();
        if (!entered) {
            refuse(RefusedCall.later(
                    ErrorCode.OVERLOADED, "The gateway has as many calls as it takes; try again.", COME_BACK_MILLIS));
            return;
        }
        Gatekeeper.admit(plane, exchange, this::admitted, this::refuse);
    }

    private void admitted(Admission admitted) {
        if (over || log == null) {
            return;
        }
        admission = admitted;
        if (!log.accepting()) {
            refuse(unrecordable(log));
            return;
        }
        exchange.readBody(this::body, this::refuse);
    }

    static RefusedCall unrecordable(CallLog log) {
        return RefusedCall.later(
                log.lastRefusal(), "Usage cannot be recorded now, so no call is made; try again.", COME_BACK_MILLIS);
    }

    private void body(byte[] body) {
        Admission by = admission;
        Entitlement entitlement = by == null ? null : by.entitlement();
        if (over || by == null || entitlement == null || log == null) {
            return;
        }
        try {
            ClientRequest request = dialect.read(body);
            if (!entitlement.serves(request.model())) {
                throw unknownModel(request.model(), entitlement);
            }
            RoutePlan plan = Routing.plan(plane, exchange, by, entitlement, request, body);
            CacheTurn cache = CachedAnswers.turn(plane, exchange, dialect, entitlement, request, plan, body);
            Admittance.Granted granted = limit(plane, entitlement, request.estimatedTokens());
            AskedCall asked =
                    new AskedCall(callId, dialect, by, entitlement, request, granted, startedMillis, startedNanos);
            upstreamCall = call(log, asked, plan, cache, body);
        } catch (RefusedCall e) {
            refuse(e);
            return;
        }
        over = true;
        upstreamCall.attempt();
    }

    private UpstreamCall call(
            CallLog recording, AskedCall asked, @Nullable RoutePlan plan, @Nullable CacheTurn cache, byte[] body) {
        KeptAnswer kept = cache == null ? null : cache.answer();
        UpstreamCall made;
        if (kept != null) {
            made = new ReplayedCall(plane, exchange, recording, asked, kept, plan);
        } else if (plan != null) {
            made = new RoutedCall(plane, exchange, recording, asked, plan, body);
        } else {
            byte[] model = asked.entitlement().upstreamModelLiteral();
            made = new DirectCall(plane, exchange, recording, asked, dialect.rewrite(body, asked.request(), model));
        }
        if (cache != null) {
            made.remember(cache);
        }
        return made;
    }

    static RefusedCall unknownModel(String model, Entitlement entitlement) {
        String shown = model.length() > 80 ? model.substring(0, 80) + "…" : model;
        String expected = entitlement.offer().serviceState().callable()
                ? "'" + entitlement.offer().slug() + "', the service of this key"
                : "a service that is not retired";
        return RefusedCall.of(
                ErrorCode.MODEL_NOT_FOUND, "model: '" + shown + "' (expected: " + expected + ")", "model");
    }

    static Admittance.Granted limit(DataPlane plane, Entitlement entitlement, long estimatedTokens) {
        PlanLimits limits = entitlement.limits();
        long now = plane.nowMillis();
        return switch (entitlement.use().admit(limits, estimatedTokens, now, plane.nowNanos())) {
            case Admittance.Granted granted -> granted;
            case Admittance.TooFast tooFast -> {
                long waitMillis = Math.ceilDiv(tooFast.waitNanos(), TimeUnit.MILLISECONDS.toNanos(1));
                throw RefusedCall.later(
                        ErrorCode.RATE_LIMITED,
                        "Too many " + tooFast.limit() + " per minute for the plan; come back in " + waitMillis + " ms.",
                        waitMillis);
            }
            case Admittance.UsedUp usedUp ->
                throw RefusedCall.muchLater(
                        ErrorCode.INSUFFICIENT_QUOTA,
                        "The plan's " + usedUp.limit() + " are used up until " + usedUp.resetsAt() + ".",
                        usedUp.resetsAt().toEpochMilli() - now);
        };
    }

    private void refuse(RefusedCall refused) {
        if (over) {
            return;
        }
        over = true;
        leave();
        plane.metrics().refused(refused.code());
        Entitlement entitlement = admission == null ? null : admission.entitlement();
        if (entitlement != null) {
            RateHeaders.put(exchange.headers(), entitlement, plane.nowMillis(), plane.nowNanos());
        }
        exchange.refuse(refused);
    }

    private void gone() {
        if (upstreamCall != null) {
            upstreamCall.clientGone();
        } else if (!over) {
            over = true;
            leave();
        }
    }

    private void leave() {
        if (entered) {
            plane.leave();
        }
    }
}
