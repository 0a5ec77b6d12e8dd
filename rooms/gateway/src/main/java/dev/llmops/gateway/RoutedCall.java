// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.RoutePlan;
import dev.llmops.gateway.route.RouteWalk;
import dev.llmops.gateway.route.Target;
import dev.llmops.gateway.route.WalkHost;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A call of a service with a route: the targets of its plan, one after the other, until one answers. */
final class RoutedCall extends UpstreamCall implements WalkHost {
    static final CharSequence TARGET = HttpHeaders.createOptimized("x-llmops-target");

    private final byte[] body;
    private final RouteWalk walk;
    private final Target first;
    private @Nullable Target answeredBy;

    /** @param body as the client sent it: each target gets it under its own model's name */
    RoutedCall(DataPlane plane, ClientSide exchange, CallLog log, AskedCall asked, RoutePlan plan, byte[] body) {
        super(plane, exchange, log, asked);
        this.body = body;
        this.first = plan.order().getFirst();
        this.walk = new RouteWalk(plan, plane.traffic(), asked.request().stream(), asked.startedNanos(), this);
    }

    @Override
    void attempt() {
        walk.begin();
    }

    @Override
    public Inference.Call start(Target target, long timeoutMillis, boolean copy, FrameSink sink) {
        Upstream upstream = target.upstream();
        if (upstream == null) {
            throw new IllegalStateException("a target without upstream was chosen");
        }
        ByteBuffer request = asked.dialect().rewrite(body, asked.request(), target.modelLiteral());
        String id = copy ? Ulids.next() : asked.callId();
        return plane.inference().start(asked.at(id, upstream, target.upstreamModel(), request, timeoutMillis), sink);
    }

    @Override
    public FrameSink won(Target target, Inference.@Nullable Call winner) {
        answeredBy = target;
        if (target != first) {
            forgetAnswer();
        }
        call = winner;
        metering.answeredBy(target.prices());
        return this;
    }

    @Override
    public void again(UpstreamFailure failure) {
        call = null;
        answeredBy = null;
        startOver();
    }

    @Override
    public void noTarget(long retryAfterMillis) {
        fail(
                CallStatus.ERROR,
                retryAfterMillis > 0
                        ? FailureAnswer.circuitOpen(retryAfterMillis)
                        : new FailureAnswer.Ours(RefusedCall.later(
                                ErrorCode.OVERLOADED,
                                "Every target has as many calls as it takes; try again.",
                                1_000)));
    }

    /** Legs tell the walk what failed. */
    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        lost(failure, soFar);
    }

    @Override
    void answeredCompletely() {}

    @Override
    boolean underWay() {
        return walk.underWay();
    }

    @Override
    @Nullable
    TokenUsage counted() {
        return walk.soFar();
    }

    @Override
    @Nullable
    UpstreamFailure lastFailure() {
        return walk.lastFailure();
    }

    @Override
    void cancelUpstream() {
        walk.abandon();
        call = null;
    }

    @Override
    void closed() {
        walk.abandon();
    }

    @Override
    void putHeaders() {
        super.putHeaders();
        if (answeredBy != null) {
            exchange.headers().add(TARGET, answeredBy.id());
        }
    }

    @Override
    public long after(long millis, Runnable then) {
        return plane.vertx().setTimer(Math.max(1, millis), ignored -> then.run());
    }

    @Override
    public void forget(long timer) {
        plane.vertx().cancelTimer(timer);
    }

    @Override
    public long nowMillis() {
        return plane.nowMillis();
    }

    @Override
    public long nowNanos() {
        return plane.nowNanos();
    }
}
