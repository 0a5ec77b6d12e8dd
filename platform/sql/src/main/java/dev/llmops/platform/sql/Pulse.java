// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Wakes followers of the log. Wakes that arrive while listeners run become one more round, however many they are. */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Pulse.class);

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
