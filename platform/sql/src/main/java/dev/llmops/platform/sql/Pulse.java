// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Wakes followers of the log: the first wake after a rest at once, those that arrive in the rest after a round together
 * in one more round. A busy log is so read some fifty times a second, in batches, and not once for each commit.
 */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Pulse.class);

    private static final Duration REST = Duration.ofMillis(20);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("llmops-event-pulse").start(this::beat);

    void wake() {
        signal.release();
    }

    AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void beat() {
        try {
            while (true) {
                signal.acquire();
                signal.drainPermits();
                for (Runnable listener : listeners) {
                    tell(listener);
                }
                Thread.sleep(REST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "a listener of the event log failed");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
