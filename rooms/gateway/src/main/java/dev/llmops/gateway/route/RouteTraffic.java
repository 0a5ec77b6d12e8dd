// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What routes do beside answering: counts of fallbacks and hedges, and the copies that go to shadows. */
@Singleton
public final class RouteTraffic {
    /** Copies under way from this process; more are not made. */
    static final int MAX_COPIES = 64;

    private final AtomicInteger copies = new AtomicInteger();
    private final Counter fallbacks;
    private final Counter hedges;
    private final Counter answered;
    private final Counter failed;
    private final Counter dropped;

    @Inject
    public RouteTraffic(MeterRegistry registry) {
        fallbacks = registry.counter("llmops.gateway.fallbacks");
        hedges = registry.counter("llmops.gateway.hedges");
        answered = registry.counter("llmops.gateway.shadows", "outcome", "answered");
        failed = registry.counter("llmops.gateway.shadows", "outcome", "failed");
        dropped = registry.counter("llmops.gateway.shadows", "outcome", "dropped");
        Gauge.builder("llmops.gateway.shadows.under_way", copies, AtomicInteger::get)
                .register(registry);
    }

    void fellBack() {
        fallbacks.increment();
    }

    void hedged() {
        hedges.increment();
    }

    /** Sends a copy of the call; its answer is read, measured and thrown away. */
    void copy(Target shadow, WalkHost host, long atMostMillis) {
        TargetState state = shadow.state();
        if (copies.incrementAndGet() > MAX_COPIES) {
            copies.decrementAndGet();
            dropped.increment();
            return;
        }
        if (!state.enter(shadow.spec().maxConcurrency(), host.nowMillis())) {
            copies.decrementAndGet();
            dropped.increment();
            return;
        }
        Copy copy = new Copy(state, host);
        if (state.circuit().enter(host.nowMillis()) > 0) {
            copy.over(dropped);
            return;
        }
        try {
            copy.call = host.start(shadow, atMostMillis, true, copy);
            copy.timer = host.after(atMostMillis, copy::tooLong);
        } catch (RuntimeException e) {
            state.circuit().withdrawn();
            copy.over(dropped);
        }
    }

    private final class Copy implements FrameSink {
        private final TargetState state;
        private final WalkHost host;
        private final long startedNanos;
        private Inference.@Nullable Call call;
        private @Nullable TokenUsage usage;
        private long timer = -1;
        private boolean over;

        private Copy(TargetState state, WalkHost host) {
            this.state = state;
            this.host = host;
            this.startedNanos = host.nowNanos();
        }

        private void over(Counter how) {
            if (!over) {
                over = true;
                copies.decrementAndGet();
                state.leave();
                how.increment();
                if (timer >= 0) {
                    host.forget(timer);
                }
            }
        }

        private void tooLong() {
            if (!over && call != null) {
                call.cancel();
                state.circuit().withdrawn();
                over(failed);
            }
        }

        @Override
        public void head(int status, String contentType, long contentLength) {}

        @Override
        public void bytes(ByteBuffer data) {}

        @Override
        public void usage(TokenUsage told) {
            usage = told;
        }

        @Override
        public void end(ByteBuffer last) {
            state.answered(false, host.nowNanos() - startedNanos, usage == null ? 0 : usage.output(), host.nowMillis());
            over(answered);
        }

        @Override
        public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
            state.failed(failure, host.nowMillis());
            over(failed);
        }
    }
}
