// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks every second, and when it is woken, for work that has become due, and has a bounded number of pieces worked on at
 * once, each on a virtual thread. What is due lies in the database, so any process may take it and nothing is lost with
 * this one; waking only makes the usual case quick. While the database is away it says so once and looks again.
 */
public final class DueWork {
    private static final Logger LOG = Logger.getLogger(DueWork.class);

    private final String what;
    private final int parallel;
    private final Semaphore signal = new Semaphore(0);
    private final Semaphore places;
    private volatile boolean stopped;

    /**
     * @param what is worked on, in the plural, as messages name it
     * @param parallel pieces at once
     */
    public DueWork(String what, int parallel) {
        this.what = what;
        this.parallel = parallel;
        this.places = new Semaphore(parallel);
    }

    /** Finds what is due and submits it. */
    @FunctionalInterface
    public interface Search {
        void look() throws InterruptedException;
    }

    public void start(Search search) {
        Thread.ofVirtual().name("due-" + what.replace(' ', '-')).start(() -> searchUntilStopped(search));
    }

    /** Something became due just now. */
    public void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    public boolean stopped() {
        return stopped;
    }

    private void searchUntilStopped(Search search) {
        boolean away = false;
        try {
            while (!stopped) {
                try {
                    search.look();
                    away = false;
                } catch (RuntimeException e) {
                    if (!away && !stopped) {
                        LOG.warnf("%s wait until the database answers: %s", what, e.getMessage());
                    }
                    away = true;
                }
                if (signal.tryAcquire(1, TimeUnit.SECONDS)) {
                    signal.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for a free place, then claims a piece and works on it.
     *
     * @param claim the work, or empty when another process has it
     */
    public void submit(String thread, Supplier<Optional<Runnable>> claim) throws InterruptedException {
        places.acquire();
        boolean started = false;
        try {
            Optional<Runnable> work = stopped ? Optional.empty() : claim.get();
            if (work.isPresent()) {
                Thread.ofVirtual().name(thread).start(() -> run(work.get()));
                started = true;
            }
        } finally {
            if (!started) {
                places.release();
            }
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } finally {
            places.release();
        }
    }

    /**
     * Takes nothing new and lets what runs come to its end; what does not goes on at the next start. Nothing is
     * interrupted: in the middle of a statement that would break its connection.
     */
    public void stop(Duration atMost) {
        if (stopped) {
            return;
        }
        stopped = true;
        wake();
        try {
            if (!places.tryAcquire(parallel, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.infof("%s still under way go on at the next start", what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
