// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight on one event loop, looked over every 50 ms for the one that waited too long. One timer for all
 * instead of one per call: a call costs two pointer writes to enter and to leave, and a time stamp per chunk.
 */
final class CallWatch {
    private static final long EVERY_MILLIS = 50;

    /** A call as the watch sees it; the links belong to the watch. */
    abstract static class Watched {
        private @Nullable Watched previous;
        private @Nullable Watched next;
        private boolean entered;

        /** Asked every 50 ms, on the event loop but in no context. Must not throw. */
        abstract void look(long nowNanos);
    }

    private final EventExecutor loop;
    private @Nullable Watched first;
    private @Nullable ScheduledFuture<?> ticking;

    CallWatch(EventExecutor loop) {
        this.loop = loop;
    }

    void enter(Watched call) {
        call.entered = true;
        call.next = first;
        if (first != null) {
            first.previous = call;
        }
        first = call;
        if (ticking == null) {
            ticking = loop.scheduleWithFixedDelay(this::tick, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void leave(Watched call) {
        if (!call.entered) {
            return;
        }
        call.entered = false;
        if (call.previous == null) {
            first = call.next;
        } else {
            call.previous.next = call.next;
        }
        if (call.next != null) {
            call.next.previous = call.previous;
        }
        call.previous = null;
        call.next = null;
    }

    private void tick() {
        if (first == null && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            return;
        }
        long now = System.nanoTime();
        Watched call = first;
        while (call != null) {
            Watched after = call.next;
            call.look(now);
            call = after;
        }
    }
}
