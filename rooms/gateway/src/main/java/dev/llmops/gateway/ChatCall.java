// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.http.HttpServerRequest;
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
        if (plane.sheds(admitted.priority(), exchange.loop())) {
            refuse(RefusedCall.later(
                    ErrorCode.OVERLOADED,
                    "The gateway has more to do than it can; calls of this key's priority class wait. Try again.",
                    COME_BACK_MILLIS));
            return;
        }
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
            Asking asking = new Asking(plane, exchange, log, callId, dialect, by, startedMillis, startedNanos);
            upstreamCall = asking.call(entitlement, body, true);
        } catch (RefusedCall e) {
            refuse(e);
            return;
        }
        over = true;
        upstreamCall.attempt();
    }

    static RefusedCall unknownModel(String model, Entitlement entitlement) {
        String shown = model.length() > 80 ? model.substring(0, 80) + "…" : model;
        String expected = entitlement.offer().serviceState().callable()
                ? "'" + entitlement.offer().slug() + "', the service of this key"
                : "a service that is not retired";
        return RefusedCall.of(
                ErrorCode.MODEL_NOT_FOUND, "model: '" + shown + "' (expected: " + expected + ")", "model");
    }

    private void refuse(RefusedCall refused) {
        if (over) {
            return;
        }
        over = true;
        leave();
        plane.metrics().refused(refused.code());
        Entitlement entitlement = admission == null ? null : admission.entitlement();
        if (admission != null && entitlement != null) {
            RateHeaders.put(exchange.headers(), entitlement, admission.limits(), plane.nowMillis(), plane.nowNanos());
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
