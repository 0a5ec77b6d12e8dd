// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an event loop does once it has taken in all that its connections had for it in this turn. Calls that arrive
 * together share what is done here: one task, one write to the log, and the answers one after the other.
 */
final class Turn {
    private static final Logger LOG = Logger.getLogger(Turn.class);
    private static final FastThreadLocal<Turn> TURNS = new FastThreadLocal<>();

    private final EventExecutor loop;
    private final Deque<Last> last = new ArrayDeque<>();
    private boolean planned;

    private Turn(EventExecutor loop) {
        this.loop = loop;
    }

    /** The turns of the loop that asks. */
    static Turn of(EventExecutor loop) {
        Turn turn = TURNS.get();
        if (turn == null || !turn.loop.equals(loop)) {
            turn = new Turn(loop);
            TURNS.set(turn);
        }
        return turn;
    }

    private record Last(@Nullable ContextInternal context, Runnable what) {
        private void run() {
            if (context == null) {
                what.run();
                return;
            }
            ContextInternal before = context.beginDispatch();
            try {
                what.run();
            } finally {
                context.endDispatch(before);
            }
        }
    }

    /** Does something at the end of this turn, in the context of who asks. */
    void atEnd(Runnable what) {
        last.add(new Last(ContextInternal.current(), what));
        if (!planned) {
            planned = true;
            loop.execute(this::end);
        }
    }

    private void end() {
        planned = false;
        for (int left = last.size(); left > 0; left--) {
            try {
                last.remove().run();
            } catch (RuntimeException e) {
                LOG.error("something at the end of a turn failed", e);
            }
        }
    }
}
