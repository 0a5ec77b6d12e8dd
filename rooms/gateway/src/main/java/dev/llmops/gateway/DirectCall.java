// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.route.Backoff;
import dev.llmops.gateway.route.Circuit;
import dev.llmops.gateway.route.RouteSpec.Retry;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A call of a service without a route: attempts at its one upstream. */
final class DirectCall extends UpstreamCall {
    private static final Logger LOG = Logger.getLogger(DirectCall.class);

    private final ByteBuffer body;
    private @Nullable UpstreamFailure lastFailure;
    private int retries;
    private long retryTimer = NO_TIMER;

    DirectCall(DataPlane plane, ClientSide exchange, CallLog log, AskedCall asked, ByteBuffer body) {
        super(plane, exchange, log, asked);
        this.body = body;
    }

    @Override
    void attempt() {
        Upstream upstream = asked.entitlement().upstream();
        Circuit circuit = asked.entitlement().circuit();
        if (upstream == null || circuit == null) {
            fail(CallStatus.ERROR, FailureAnswer.noUpstream());
            return;
        }
        long wait = circuit.enter(plane.nowMillis());
        if (wait > 0) {
            fail(
                    CallStatus.ERROR,
                    lastFailure == null ? FailureAnswer.circuitOpen(wait) : FailureAnswer.of(lastFailure));
            return;
        }
        try {
            call = plane.inference()
                    .start(
                            asked.at(
                                    asked.callId(),
                                    upstream,
                                    asked.entitlement().offer().upstreamModel(),
                                    body.duplicate(),
                                    Math.max(1_000, remainingMillis(upstream))),
                            this);
        } catch (RuntimeException e) {
            LOG.errorf(e, "call %s could not be started at upstream %s", asked.callId(), upstream.id());
            circuit.withdrawn();
            fail(CallStatus.ERROR, FailureAnswer.notStarted());
        }
    }

    private long remainingMillis(Upstream upstream) {
        return upstream.timeoutMillis() - metering.elapsedMillis();
    }

    @Override
    void answeredCompletely() {
        asked.entitlement().upstreamAnswered();
    }

    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        if (over()) {
            return;
        }
        call = null;
        Circuit circuit = asked.entitlement().circuit();
        if (circuit != null && failure.countsAgainstUpstream()) {
            circuit.failed(plane.nowMillis());
        } else {
            asked.entitlement().upstreamAnswered();
        }
        if (!answering() && failure.retryable() && retry(failure)) {
            return;
        }
        lost(failure, soFar);
    }

    private boolean retry(UpstreamFailure failure) {
        Upstream upstream = asked.entitlement().upstream();
        if (upstream == null || retries >= Retry.DEFAULT.max()) {
            return false;
        }
        long delay = Backoff.millis(Retry.DEFAULT, retries, failure);
        if (delay >= remainingMillis(upstream)) {
            return false;
        }
        retries++;
        lastFailure = failure;
        startOver();
        retryTimer = plane.vertx().setTimer(delay, ignored -> {
            retryTimer = NO_TIMER;
            attempt();
        });
        return true;
    }

    @Override
    boolean underWay() {
        return call != null;
    }

    @Override
    @Nullable
    TokenUsage counted() {
        return call == null ? null : call.soFar();
    }

    @Override
    @Nullable
    UpstreamFailure lastFailure() {
        return lastFailure;
    }

    @Override
    void cancelUpstream() {
        if (call != null) {
            call.cancel();
            call = null;
            Circuit circuit = asked.entitlement().circuit();
            if (circuit != null) {
                circuit.withdrawn();
            }
        }
    }

    @Override
    void closed() {
        if (retryTimer != NO_TIMER) {
            plane.vertx().cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }
}
