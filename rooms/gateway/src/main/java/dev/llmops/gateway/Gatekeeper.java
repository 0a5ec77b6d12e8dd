// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import io.vertx.core.Context;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Establishes whose call it is. For a key in the snapshot that is a look into memory; a well-formed key that is not in
 * it was perhaps made a moment ago, so the call waits, briefly, until the truth was asked.
 */
final class Gatekeeper {
    private final DataPlane plane;
    private final Exchange exchange;
    private final Consumer<Admission> admitted;
    private final Consumer<RefusedCall> refused;
    private boolean answered;

    private Gatekeeper(
            DataPlane plane, Exchange exchange, Consumer<Admission> admitted, Consumer<RefusedCall> refused) {
        this.plane = plane;
        this.exchange = exchange;
        this.admitted = admitted;
        this.refused = refused;
    }

    /** Answers on the caller's event loop, most often before it returns, with exactly one of the two. */
    static void admit(DataPlane plane, Exchange exchange, Consumer<Admission> admitted, Consumer<RefusedCall> refused) {
        String key = PresentedKey.of(exchange.requestHeaders());
        if (key == null) {
            refused.accept(Admission.refusalOf(ErrorCode.UNAUTHENTICATED));
            return;
        }
        GatewaySnapshot snapshot = plane.snapshots().current();
        Admission known = plane.knownKeys().find(key, snapshot);
        if (known != null) {
            decide(plane, known, admitted, refused);
            return;
        }
        String hash = plane.hash(key);
        Admission admission = snapshot.find(hash);
        if (admission != null) {
            plane.knownKeys().remember(key, admission);
            decide(plane, admission, admitted, refused);
            return;
        }
        ErrorCode refusal =
                PresentedKey.wellFormed(key) ? plane.snapshots().knownRefusal(hash) : ErrorCode.UNAUTHENTICATED;
        if (refusal != null) {
            refused.accept(Admission.refusalOf(refusal));
            return;
        }
        new Gatekeeper(plane, exchange, admitted, refused).ask(hash);
    }

    private void ask(String hash) {
        exchange.hold();
        Context context = plane.vertx().getOrCreateContext();
        long timer = plane.vertx().setTimer(plane.bounds().keyMillis(), ignored -> answer(hash));
        boolean asked = plane.snapshots()
                .ask(
                        hash,
                        () -> context.runOnContext(ignored -> {
                            plane.vertx().cancelTimer(timer);
                            answer(hash);
                        }));
        if (!asked) {
            plane.vertx().cancelTimer(timer);
            answered = true;
            refused.accept(RefusedCall.later(
                    ErrorCode.OVERLOADED, "Too many unknown keys are being looked up; try again.", 1_000));
        }
    }

    private void answer(String hash) {
        if (answered) {
            return;
        }
        answered = true;
        Admission admission = plane.snapshots().current().find(hash);
        if (admission != null) {
            decide(plane, admission, admitted, refused);
            return;
        }
        ErrorCode known = plane.snapshots().knownRefusal(hash);
        refused.accept(Admission.refusalOf(known == null ? ErrorCode.UNAUTHENTICATED : known));
    }

    private static void decide(
            DataPlane plane, Admission admission, Consumer<Admission> admitted, Consumer<RefusedCall> refused) {
        long now = plane.nowMillis();
        @Nullable RefusedCall refusal = admission.refusal(now);
        if (refusal != null) {
            refused.accept(refusal);
            return;
        }
        if (admission.touch(now)) {
            plane.directory().touched(admission.grant().id());
        }
        admitted.accept(admission);
    }
}
