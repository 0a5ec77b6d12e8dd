// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** By how much an event loop is behind: how late a timer of its own comes. Read and written by that loop alone. */
final class LoopDelay {
    private static final long EVERY_MILLIS = 50;
    private static final FastThreadLocal<LoopDelay> OF_LOOP = new FastThreadLocal<>();

    private long dueNanos;
    private long behindNanos;
    private final ScheduledFuture<?> timer;

    private LoopDelay(EventLoop loop) {
        expect();
        timer = loop.scheduleWithFixedDelay(this::come, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Of the loop that asks; watched from the first time on. */
    static LoopDelay of(EventLoop loop) {
        LoopDelay delay = OF_LOOP.get();
        if (delay == null) {
            delay = new LoopDelay(loop);
            OF_LOOP.set(delay);
        }
        return delay;
    }

    private void expect() {
        dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
    }

    private void come() {
        behindNanos = Math.max(0, System.nanoTime() - dueNanos);
        expect();
    }

    /** 0 when its timer has ended, with the loop. */
    long behindMillis() {
        return timer.isDone() ? 0 : TimeUnit.NANOSECONDS.toMillis(behindNanos);
    }
}
