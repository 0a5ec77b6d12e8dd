// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.cache.CacheTurn;
import dev.llmops.gateway.cache.KeptAnswer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.RoutePlan;
import dev.llmops.kernel.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Somebody who may call asks for something: who, in which words, since when, and where the answer goes. */
record Asking(
        DataPlane plane,
        ClientSide client,
        CallLog log,
        String callId,
        ClientDialect dialect,
        Admission by,
        long startedMillis,
        long startedNanos) {
    /**
     * The call, within its limits, ready to be attempted; it is recorded however it ends. Throws {@link RefusedCall}.
     *
     * @param streams whether the answer may be a stream
     */
    UpstreamCall call(Entitlement entitlement, byte[] body, boolean streams) {
        ClientRequest request = dialect.read(body);
        if (!entitlement.serves(request.model())) {
            throw ChatCall.unknownModel(request.model(), entitlement);
        }
        if (request.stream() && !streams) {
            throw RefusedCall.of(ErrorCode.VALIDATION_FAILED, "stream: true (expected: false here)", "stream");
        }
        RoutePlan plan = Routing.plan(plane, client, by, entitlement, request, body);
        CacheTurn cache = CachedAnswers.turn(plane, client, dialect, entitlement, request, plan, body);
        Reservation reservation =
                Reservation.take(plane, by, entitlement, request.estimatedInput(), request.likelyOutput());
        AskedCall asked =
                new AskedCall(callId, dialect, by, entitlement, request, reservation, startedMillis, startedNanos);
        return call(asked, plan, cache, body);
    }

    private UpstreamCall call(AskedCall asked, @Nullable RoutePlan plan, @Nullable CacheTurn cache, byte[] body) {
        KeptAnswer kept = cache == null ? null : cache.answer();
        UpstreamCall made;
        if (kept != null) {
            made = new ReplayedCall(plane, client, log, asked, kept, plan);
        } else if (plan != null) {
            made = new RoutedCall(plane, client, log, asked, plan, body);
        } else {
            byte[] model = asked.entitlement().upstreamModelLiteral();
            made = new DirectCall(plane, client, log, asked, dialect.rewrite(body, asked.request(), model));
        }
        if (cache != null) {
            made.remember(cache);
        }
        return made;
    }
}
