// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.UpstreamFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one target does in this process: its circuit, its calls under way, how fast it was. Outlives snapshots. */
public final class TargetState {
    private final Circuit circuit;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Measure firstByteMillis = new Measure();
    private final Measure wholeMillis = new Measure();
    private final Measure tokensPerSecond = new Measure();
    private volatile long lastUsedMillis;
    private volatile long lastMeasuredMillis;
    private volatile @Nullable Failure lastFailure;

    TargetState(RouteSpec.Breaker rule) {
        this.circuit = new Circuit(rule);
    }

    public Circuit circuit() {
        return circuit;
    }

    int underWay() {
        return underWay.get();
    }

    long calls() {
        return calls.get();
    }

    long failures() {
        return failures.get();
    }

    double firstByteMillis() {
        return firstByteMillis.value();
    }

    double wholeMillis() {
        return wholeMillis.value();
    }

    double tokensPerSecond() {
        return tokensPerSecond.value();
    }

    /** 0 for never. */
    long lastUsedMillis() {
        return lastUsedMillis;
    }

    long lastMeasuredMillis() {
        return lastMeasuredMillis;
    }

    @Nullable
    Failure lastFailure() {
        return lastFailure;
    }

    boolean full(@Nullable Integer maxConcurrency) {
        return maxConcurrency != null && underWay.get() >= maxConcurrency;
    }

    /** Takes a place, unless all are taken. Exactly one {@link #leave} follows. */
    boolean enter(@Nullable Integer maxConcurrency, long nowMillis) {
        if (maxConcurrency != null && underWay.incrementAndGet() > maxConcurrency) {
            underWay.decrementAndGet();
            return false;
        }
        if (maxConcurrency == null) {
            underWay.incrementAndGet();
        }
        calls.incrementAndGet();
        lastUsedMillis = nowMillis;
        return true;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    void firstByte(long nanos, long nowMillis) {
        firstByteMillis.add(millis(nanos));
        lastMeasuredMillis = nowMillis;
    }

    /**
     * @param writingNanos from the first byte to the last, or for an answer in one piece from the request to the answer
     */
    void answered(boolean stream, long writingNanos, long outputTokens, long nowMillis) {
        circuit.succeeded();
        if (!stream) {
            wholeMillis.add(millis(writingNanos));
        }
        if (outputTokens > 0 && writingNanos > 0) {
            tokensPerSecond.add(outputTokens * (double) TimeUnit.SECONDS.toNanos(1) / writingNanos);
        }
        lastMeasuredMillis = nowMillis;
    }

    void failed(UpstreamFailure failure, long nowMillis) {
        if (failure.countsAgainstUpstream()) {
            circuit.failed(nowMillis);
        } else {
            circuit.succeeded();
        }
        failures.incrementAndGet();
        lastFailure = new Failure(nowMillis, describe(failure));
    }

    private static String describe(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored -> "unreachable";
            case UpstreamFailure.TimedOut ignored -> "timeout";
            case UpstreamFailure.Refused refused -> "status_" + refused.status();
            case UpstreamFailure.Broken ignored -> "broken";
        };
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /**
     * How long an answer is likely to take; 0 while nothing is known, so that the target is tried and measured.
     */
    double expectedMillis(boolean stream, long outputTokens) {
        double whole = wholeMillis.value();
        double first = firstByteMillis.value();
        double rate = tokensPerSecond.value();
        if (stream ? Double.isNaN(first) : !Double.isNaN(whole)) {
            return Double.isNaN(whole) ? 0 : whole;
        }
        if (Double.isNaN(first)) {
            return 0;
        }
        return first + (rate > 0 ? outputTokens * 1_000 / rate : 0);
    }

    /** @param how {@code unreachable}, {@code timeout}, {@code broken} or {@code status_500} */
    record Failure(long atMillis, String how) {}
}
