// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.moderation.ModerationAnswer;
import dev.llmops.gateway.moderation.ModerationRequest;
import dev.llmops.gateway.moderation.Moderator;
import dev.llmops.gateway.moderation.RuleModerator;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.jboss.logging.Logger;

/** Texts judged in this process: held to the rate like a call, and neither recorded nor taken from a quota. */
final class ModerationCall {
    private static final Logger LOG = Logger.getLogger(ModerationCall.class);
    private static final Moderator MODERATOR = new RuleModerator();

    private final DataPlane plane;
    private final Exchange exchange;
    private final CallName name = new CallName(ClientDialect.OPENAI_CHAT, Ulids.next());
    private boolean entered;
    private boolean over;

    private ModerationCall(DataPlane plane, HttpServerRequest request) {
        this.plane = plane;
        this.exchange = new Exchange(plane.vertx(), request, plane.bounds(), name, this::leave);
    }

    static void handle(DataPlane plane, HttpServerRequest request) {
        ModerationCall call = new ModerationCall(plane, request);
        call.entered = plane.isOpen() && plane.enter();
        if (call.entered) {
            Gatekeeper.admit(plane, call.exchange, call::admitted, call::refuse);
        } else {
            call.refuse(RefusedCall.later(
                    ErrorCode.OVERLOADED,
                    "The gateway is starting or stopping, or has as many calls as it takes.",
                    1_000));
        }
    }

    private void admitted(Admission admission) {
        Entitlement entitlement = admission.entitlement();
        if (over || entitlement == null) {
            return;
        }
        exchange.readBody(body -> body(body, admission, entitlement), this::refuse);
    }

    private void body(byte[] body, Admission admission, Entitlement entitlement) {
        if (over) {
            return;
        }
        List<String> texts;
        try {
            texts = ModerationRequest.read(body);
            Reservation.take(plane, admission, entitlement, 0, 0)
                    .settle(CallStatus.ERROR, TokenUsage.NONE, null, plane.nowMillis());
        } catch (RefusedCall e) {
            RateHeaders.put(exchange.headers(), entitlement, admission.limits(), plane.nowMillis(), plane.nowNanos());
            refuse(e);
            return;
        }
        RateHeaders.put(exchange.headers(), entitlement, admission.limits(), plane.nowMillis(), plane.nowNanos());
        Context context = plane.vertx().getOrCreateContext();
        context.executeBlocking(() -> ModerationAnswer.to(texts, MODERATOR, name.callId()), false)
                .onComplete(judged -> context.runOnContext(ignored -> {
                    if (judged.succeeded()) {
                        answer(judged.result());
                    } else {
                        LOG.errorf(judged.cause(), "call %s could not be judged", name.callId());
                        refuse(RefusedCall.of(ErrorCode.INTERNAL, "The texts could not be judged."));
                    }
                }));
    }

    private void answer(byte[] json) {
        if (!over) {
            leave();
            exchange.answer(200, "application/json", List.of(ByteBuffer.wrap(json)));
        }
    }

    private void refuse(RefusedCall refused) {
        if (!over) {
            leave();
            plane.metrics().refused(refused.code());
            exchange.refuse(refused);
        }
    }

    private void leave() {
        over = true;
        if (entered) {
            entered = false;
            plane.leave();
        }
    }
}
