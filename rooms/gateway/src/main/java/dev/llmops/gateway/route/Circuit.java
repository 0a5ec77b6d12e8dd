// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops calling what fails: so many failures in a row open the circuit for a while, after which one call at a time tries
 * whether it is back. Shared by all event loops without a lock; while all goes well it is only read.
 */
public final class Circuit {
    private static final State CLOSED = new State(0, 0, 0);

    private final int failuresToOpen;
    private final long openMillis;
    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

    /** Five failures, 30 s. */
    public Circuit() {
        this(RouteSpec.Breaker.DEFAULT);
    }

    public Circuit(RouteSpec.Breaker rule) {
        this.failuresToOpen = rule.failures();
        this.openMillis = rule.openMillis();
    }

    /**
     * Asks to make a call.
     *
     * @return 0 when it may be made, else the milliseconds until it is worth asking again
     */
    public long enter(long nowMillis) {
        while (true) {
            State seen = state.get();
            long wait = waitMillis(seen, nowMillis);
            if (seen.openUntilMillis == 0 || wait > 0) {
                return wait;
            }
            // The probe's slot is taken for as long as the circuit was open: a probe that is never heard of again ends.
            State probing = new State(seen.failures, seen.openUntilMillis, nowMillis + openMillis);
            if (state.compareAndSet(seen, probing)) {
                return 0;
            }
        }
    }

    /** What {@link #enter} would say, without taking the probe's slot. */
    public long waitMillis(long nowMillis) {
        return waitMillis(state.get(), nowMillis);
    }

    private static long waitMillis(State seen, long nowMillis) {
        return seen.openUntilMillis == 0
                ? 0
                : Math.max(0, Math.max(seen.openUntilMillis, seen.probeUntilMillis) - nowMillis);
    }

    public void succeeded() {
        State seen = state.get();
        if (seen.failures != 0 && (seen.openUntilMillis == 0 || seen.probeUntilMillis != 0)) {
            state.compareAndSet(seen, CLOSED);
        }
    }

    public void failed(long nowMillis) {
        while (true) {
            State seen = state.get();
            boolean open = seen.openUntilMillis != 0;
            if (open && seen.probeUntilMillis == 0) {
                return;
            }
            int failures = seen.failures + 1;
            State next = open || failures >= failuresToOpen
                    ? new State(failures, nowMillis + openMillis, 0)
                    : new State(failures, 0, 0);
            if (state.compareAndSet(seen, next)) {
                return;
            }
        }
    }

    /** The call ended without saying anything about the upstream; another may probe in its place. */
    public void withdrawn() {
        State seen = state.get();
        if (seen.probeUntilMillis != 0) {
            state.compareAndSet(seen, new State(seen.failures, seen.openUntilMillis, 0));
        }
    }

    /** 0 closed, 1 half open, 2 open. */
    public int level(long nowMillis) {
        State seen = state.get();
        if (seen.openUntilMillis == 0) {
            return 0;
        }
        return nowMillis < seen.openUntilMillis ? 2 : 1;
    }

    /**
     * @param openUntilMillis 0 while closed
     * @param probeUntilMillis 0 while no probe is under way
     */
    private record State(int failures, long openUntilMillis, long probeUntilMillis) {}
}
