// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.limit.PriorityClass;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Calls of this process on behalf of keys: the road of a client's call, from the limits on. */
@Singleton
final class InnerCalls implements Calls {
    private static final Logger LOG = Logger.getLogger(InnerCalls.class);
    private static final Map<String, ClientDialect> ENDPOINTS = Map.of(
            "/v1/chat/completions", ClientDialect.OPENAI_CHAT,
            "/v1/responses", ClientDialect.OPENAI_RESPONSES,
            "/v1/completions", ClientDialect.OPENAI_COMPLETIONS,
            "/v1/embeddings", ClientDialect.OPENAI_EMBEDDINGS);
    private static final int MAX_KNOWN = 10_000;
    private static final long COME_BACK_MILLIS = 1_000;

    private final DataPlane plane;
    /** Hashes of keys by their ids: the snapshot knows keys by what is presented, and here nothing is. */
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    InnerCalls(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public Set<String> endpoints() {
        return ENDPOINTS.keySet();
    }

    @Override
    public CompletionStage<Answer> run(Order order) {
        ClientDialect dialect = ENDPOINTS.get(order.endpoint());
        if (dialect == null) {
            throw new IllegalArgumentException("no endpoint of " + endpoints() + ": " + order.endpoint());
        }
        Admission admission = admission(order);
        ContextInternal context = ((VertxInternal) plane.vertx()).createEventLoopContext();
        CallName name = new CallName(dialect, Ulids.next());
        HeldAnswer answer = new HeldAnswer(context.nettyEventLoop(), name);
        context.runOnContext(any -> {
            try {
                start(order, dialect, name.callId(), admission, answer);
            } catch (RefusedCall e) {
                plane.metrics().refused(e.code());
                answer.refuse(e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "call %s could not be made", name.callId());
                answer.refuse(RefusedCall.of(ErrorCode.INTERNAL, "Something broke on our side."));
            }
        });
        return answer.whole();
    }

    private void start(
            Order order, ClientDialect dialect, String callId, @Nullable Admission admission, HeldAnswer answer) {
        CallLog log = openLog();
        Admission by = admitted(admission);
        Entitlement entitlement = by.entitlement();
        if (entitlement == null) {
            throw Admission.refusalOf(ErrorCode.SUBSCRIPTION_INACTIVE);
        }
        // What has time gives way to what somebody waits for.
        if (plane.sheds(PriorityClass.LOW, answer.loop()) || !plane.enter()) {
            throw later("The gateway has as many calls as it takes; try again.");
        }
        UpstreamCall call;
        try {
            Asking asking = new Asking(plane, answer, log, callId, dialect, by, plane.nowMillis(), plane.nowNanos());
            call = asking.call(entitlement, order.body(), false);
        } catch (RuntimeException e) {
            plane.leave();
            throw e;
        }
        answer.called();
        call.attempt();
    }

    private CallLog openLog() {
        CallLog log = plane.log();
        if (!plane.isOpen() || log == null) {
            throw later("The gateway is starting or stopping; try again.");
        }
        if (!log.accepting()) {
            throw ChatCall.unrecordable(log);
        }
        return log;
    }

    private static RefusedCall later(String message) {
        return RefusedCall.later(ErrorCode.OVERLOADED, message, COME_BACK_MILLIS);
    }

    private Admission admitted(@Nullable Admission admission) {
        if (admission == null) {
            throw Admission.refusalOf(ErrorCode.KEY_REVOKED);
        }
        long now = plane.nowMillis();
        RefusedCall refusal = admission.refusal(now);
        if (refusal != null) {
            throw refusal;
        }
        if (admission.touch(now)) {
            plane.directory().touched(admission.grant().id());
        }
        return admission;
    }

    /** Null when the key is not, or no longer, known as one of the subscription. */
    private @Nullable Admission admission(Order order) {
        GatewaySnapshot snapshot = plane.snapshots().current();
        String hash = hashes.get(order.keyId());
        Admission known = hash == null ? null : snapshot.find(hash);
        if (known == null) {
            known = search(snapshot, order.keyId());
        }
        KeyGrant grant = known == null ? null : known.grant();
        boolean theirs = grant != null
                && grant.tenant().equals(order.tenant())
                && order.subscriptionId().equals(grant.subscriptionId());
        return theirs ? known : null;
    }

    private @Nullable Admission search(GatewaySnapshot snapshot, String keyId) {
        for (Admission admission : snapshot.byHash().values()) {
            if (admission.grant().id().equals(keyId)) {
                if (hashes.size() >= MAX_KNOWN) {
                    hashes.clear();
                }
                hashes.put(keyId, admission.grant().hash());
                return admission;
            }
        }
        return null;
    }
}
