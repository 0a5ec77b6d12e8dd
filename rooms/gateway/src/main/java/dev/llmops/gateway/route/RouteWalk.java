// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import dev.llmops.gateway.route.RouteSpec.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Walks the targets of a choice until one answers: again at the same target where that helps, then at the next, all
 * under one deadline and all before the first byte goes out. With hedging a second target is called beside a slow one;
 * who brings the first frame is the answer and the other is given up.
 */
public final class RouteWalk {
    private static final Logger LOG = Logger.getLogger(RouteWalk.class);
    private static final long NO_TIMER = -1;
    private static final long LEAST_TIMEOUT_MILLIS = 100;

    private final WalkHost host;
    private final RoutePlan plan;
    private final RouteTraffic traffic;
    private final boolean stream;
    private final long deadlineNanos;
    private final List<Leg> underWay = new ArrayList<>(2);

    private int next;
    private int hedged;
    private long soonestMillis = Long.MAX_VALUE;
    private long retryTimer = NO_TIMER;
    private long hedgeTimer = NO_TIMER;
    private @Nullable Leg winner;
    private @Nullable UpstreamFailure lastFailure;
    private @Nullable Target tooSmall;

    /** @param startedNanos of the call: the deadline counts from there */
    public RouteWalk(RoutePlan plan, RouteTraffic traffic, boolean stream, long startedNanos, WalkHost host) {
        this.plan = plan;
        this.traffic = traffic;
        this.stream = stream;
        this.host = host;
        this.deadlineNanos =
                startedNanos + TimeUnit.MILLISECONDS.toNanos(plan.route().deadlineMillis());
    }

    /** Tells its host how it goes on, perhaps before it returns. */
    public void begin() {
        Target shadow = plan.shadow();
        if (shadow != null) {
            traffic.copy(shadow, host, plan.route().deadlineMillis());
        }
        if (advance()) {
            armHedge();
        } else {
            giveUp(null);
        }
    }

    /** Gives up what is under way, because nobody waits for it any more. */
    public void abandon() {
        stopTimers();
        underWay.forEach(Leg::abandon);
        underWay.clear();
    }

    /** What the answer, or else what is waited for, has used; null when that is nothing. */
    public @Nullable TokenUsage soFar() {
        Leg first = winner != null ? winner : underWay.isEmpty() ? null : underWay.getFirst();
        return first == null ? null : first.soFar();
    }

    public boolean underWay() {
        return !underWay.isEmpty();
    }

    public @Nullable UpstreamFailure lastFailure() {
        return lastFailure;
    }

    private boolean advance() {
        while (next < plan.order().size()) {
            Target target = plan.order().get(next++);
            if (isLarger(target) && start(target, 0)) {
                return true;
            }
        }
        return false;
    }

    /** After a target found the request too long only larger ones are worth a call. */
    private boolean isLarger(Target target) {
        Long window = target.spec().contextWindow();
        Long refused = tooSmall == null ? null : tooSmall.spec().contextWindow();
        return window == null || refused == null || window > refused;
    }

    private boolean start(Target target, int retries) {
        long remaining = remainingMillis();
        TargetState state = target.state();
        if (remaining <= 0 || !state.enter(target.spec().maxConcurrency(), host.nowMillis())) {
            return false;
        }
        long wait = state.circuit().enter(host.nowMillis());
        if (wait > 0) {
            soonestMillis = Math.min(soonestMillis, wait);
            state.leave();
            return false;
        }
        Leg leg = new Leg(this, target, retries, stream, host.nowNanos());
        try {
            leg.started(host.start(target, Math.max(LEAST_TIMEOUT_MILLIS, remaining), false, leg));
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "a call could not be started at target %s of %s",
                    target.id(),
                    plan.route().service());
            state.circuit().withdrawn();
            state.leave();
            return false;
        }
        underWay.add(leg);
        return true;
    }

    private void armHedge() {
        Hedge hedge = plan.route().spec().hedge();
        if (hedge == null || hedged >= hedge.max() || next >= plan.order().size() || hedgeTimer != NO_TIMER) {
            return;
        }
        hedgeTimer = host.after(hedge.afterMillis(), () -> {
            hedgeTimer = NO_TIMER;
            if (winner == null && !underWay.isEmpty() && advance()) {
                hedged++;
                traffic.hedged();
                armHedge();
            }
        });
    }

    /** A leg brings its first frame. */
    FrameSink first(Leg leg) {
        winner = leg;
        stopTimers();
        for (Leg other : List.copyOf(underWay)) {
            if (other != leg) {
                other.cancel(host.nowNanos(), host.nowMillis());
                underWay.remove(other);
            }
        }
        return host.won(leg.target(), leg.call());
    }

    void ended(Leg leg) {
        underWay.remove(leg);
    }

    void failed(Leg leg, UpstreamFailure failure, @Nullable TokenUsage soFar) {
        underWay.remove(leg);
        lastFailure = failure;
        if (leg == winner) {
            if (host.answering()) {
                host.lost(failure, soFar);
                return;
            }
            winner = null;
        }
        if (underWay.isEmpty() && !again(leg, failure)) {
            stopTimers();
            host.lost(failure, soFar);
        }
    }

    private boolean again(Leg leg, UpstreamFailure failure) {
        if (failure.retryable() && retry(leg, failure)) {
            return true;
        }
        if (!Elsewhere.worthTrying(failure)) {
            return false;
        }
        if (Elsewhere.tooLong(failure)) {
            tooSmall = leg.target();
        }
        if (!advance()) {
            return false;
        }
        host.again(failure);
        traffic.fellBack();
        armHedge();
        return true;
    }

    private boolean retry(Leg leg, UpstreamFailure failure) {
        Retry rule = plan.route().spec().retry();
        long delay = Backoff.millis(rule, leg.retries(), failure);
        boolean another = next < plan.order().size();
        if (leg.retries() >= rule.max()
                || delay >= remainingMillis()
                || (another && Backoff.askedMillis(failure) > rule.maxMillis())
                || leg.target().state().circuit().waitMillis(host.nowMillis()) > 0) {
            return false;
        }
        host.again(failure);
        retryTimer = host.after(delay, () -> {
            retryTimer = NO_TIMER;
            if (winner == null && !start(leg.target(), leg.retries() + 1) && underWay.isEmpty() && !advance()) {
                giveUp(failure);
            }
        });
        return true;
    }

    private void giveUp(@Nullable UpstreamFailure failure) {
        stopTimers();
        if (failure == null) {
            host.noTarget(soonestMillis == Long.MAX_VALUE ? 0 : soonestMillis);
        } else {
            host.lost(failure, null);
        }
    }

    private void stopTimers() {
        if (retryTimer != NO_TIMER) {
            host.forget(retryTimer);
            retryTimer = NO_TIMER;
        }
        if (hedgeTimer != NO_TIMER) {
            host.forget(hedgeTimer);
            hedgeTimer = NO_TIMER;
        }
    }

    private long remainingMillis() {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - host.nowNanos());
    }

    long nowMillis() {
        return host.nowMillis();
    }

    long nowNanos() {
        return host.nowNanos();
    }
}
