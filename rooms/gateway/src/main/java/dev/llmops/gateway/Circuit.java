// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops calling an upstream that fails: five failures in a row open the circuit for 30 s, after which one call at a
 * time tries whether it is back. Shared by all event loops without a lock; while all goes well it is only read.
 */
final class Circuit {
    static final int FAILURES_TO_OPEN = 5;
    static final long OPEN_MILLIS = 30_000;

    private static final State CLOSED = new State(0, 0, 0);

    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

    /**
     * Asks to make a call.
     *
     * @return 0 when it may be made, else the milliseconds until it is worth asking again
     */
    long enter(long nowMillis) {
        while (true) {
            State seen = state.get();
            if (seen.openUntilMillis == 0) {
                return 0;
            }
            long opensAt = Math.max(seen.openUntilMillis, seen.probeUntilMillis);
            if (nowMillis < opensAt) {
                return opensAt - nowMillis;
            }
            // The probe's slot is taken for as long as the circuit was open: a probe that is never heard of again ends.
            State probing = new State(seen.failures, seen.openUntilMillis, nowMillis + OPEN_MILLIS);
            if (state.compareAndSet(seen, probing)) {
                return 0;
            }
        }
    }

    void succeeded() {
        State seen = state.get();
        if (seen.failures != 0 && (seen.openUntilMillis == 0 || seen.probeUntilMillis != 0)) {
            state.compareAndSet(seen, CLOSED);
        }
    }

    void failed(long nowMillis) {
        while (true) {
            State seen = state.get();
            boolean open = seen.openUntilMillis != 0;
            if (open && seen.probeUntilMillis == 0) {
                return;
            }
            int failures = seen.failures + 1;
            State next = open || failures >= FAILURES_TO_OPEN
                    ? new State(failures, nowMillis + OPEN_MILLIS, 0)
                    : new State(failures, 0, 0);
            if (state.compareAndSet(seen, next)) {
                return;
            }
        }
    }

    /** The call ended without saying anything about the upstream; another may probe in its place. */
    void withdrawn() {
        State seen = state.get();
        if (seen.probeUntilMillis != 0) {
            state.compareAndSet(seen, new State(seen.failures, seen.openUntilMillis, 0));
        }
    }

    /** 0 closed, 1 half open, 2 open. */
    int level(long nowMillis) {
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
