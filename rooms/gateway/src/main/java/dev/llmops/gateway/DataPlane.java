// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.gateway.cache.AnswerCache;
import dev.llmops.gateway.limit.PriorityClass;
import dev.llmops.gateway.route.RouteCompiler;
import dev.llmops.gateway.route.RouteTraffic;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What every call shares, and the count of calls under way. */
@Singleton
final class DataPlane {
    private final Vertx vertx;
    private final KeyDirectory directory;
    private final SnapshotKeeper snapshots;
    private final CallLogs logs;
    private final Inference inference;
    private final GatewayMetrics metrics;
    private final RouteTraffic traffic;
    private final RouteCompiler compiler;
    private final AnswerCache answers;
    private final Pricing pricing;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Bounds bounds;
    private final AtomicInteger underWay = new AtomicInteger();
    private final FastThreadLocal<KnownKeys> knownKeys = new FastThreadLocal<>() {
        @Override
        protected KnownKeys initialValue() {
            return new KnownKeys();
        }
    };

    private volatile boolean open;

    @Inject
    DataPlane(
            Vertx vertx,
            KeyDirectory directory,
            SnapshotKeeper snapshots,
            CallLogs logs,
            Inference inference,
            GatewayMetrics metrics,
            RouteTraffic traffic,
            RouteCompiler compiler,
            AnswerCache answers,
            Pricing pricing,
            Clock clock) {
        this(
                vertx,
                directory,
                snapshots,
                logs,
                inference,
                metrics,
                traffic,
                compiler,
                answers,
                pricing,
                clock,
                System::nanoTime,
                Bounds.DEFAULT);
    }

    DataPlane(
            Vertx vertx,
            KeyDirectory directory,
            SnapshotKeeper snapshots,
            CallLogs logs,
            Inference inference,
            GatewayMetrics metrics,
            RouteTraffic traffic,
            RouteCompiler compiler,
            AnswerCache answers,
            Pricing pricing,
            Clock clock,
            LongSupplier nanos,
            Bounds bounds) {
        this.vertx = vertx;
        this.directory = directory;
        this.snapshots = snapshots;
        this.logs = logs;
        this.inference = inference;
        this.metrics = metrics;
        this.traffic = traffic;
        this.compiler = compiler;
        this.answers = answers;
        this.pricing = pricing;
        this.clock = clock;
        this.nanos = nanos;
        this.bounds = bounds;
        metrics.gauge("llmops.gateway.under_way", underWay::get);
    }

    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    /** Whether calls are taken: the counters stand and the process is not stopping. */
    boolean isOpen() {
        return open;
    }

    boolean enter() {
        if (underWay.incrementAndGet() <= bounds.maxCalls()) {
            return true;
        }
        underWay.decrementAndGet();
        return false;
    }

    /** Whether calls of a class are refused now, so that those of higher classes are served. */
    boolean sheds(PriorityClass priority, EventLoop loop) {
        long behind = LoopDelay.of(loop).behindMillis();
        return underWay.get() > Math.ceil(priority.share() * bounds.maxCalls())
                || (priority != PriorityClass.HIGH
                        && behind > (priority == PriorityClass.LOW ? bounds.shedLowMillis() : bounds.shedMillis()));
    }

    void leave() {
        underWay.decrementAndGet();
    }

    int underWay() {
        return underWay.get();
    }

    @Nullable
    CallLog log() {
        return logs.current();
    }

    /** What the event loop that asks remembers of keys. */
    KnownKeys knownKeys() {
        return knownKeys.get();
    }

    /** Under which a key is known. Presented keys are kept nowhere. */
    String hash(String presentedKey) {
        return directory.hash(presentedKey);
    }

    Vertx vertx() {
        return vertx;
    }

    KeyDirectory directory() {
        return directory;
    }

    SnapshotKeeper snapshots() {
        return snapshots;
    }

    Inference inference() {
        return inference;
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    RouteTraffic traffic() {
        return traffic;
    }

    RouteCompiler compiler() {
        return compiler;
    }

    AnswerCache answers() {
        return answers;
    }

    Bounds bounds() {
        return bounds;
    }

    Pricing pricing() {
        return pricing;
    }

    long nowMillis() {
        return clock.millis();
    }

    long nowNanos() {
        return nanos.getAsLong();
    }
}
