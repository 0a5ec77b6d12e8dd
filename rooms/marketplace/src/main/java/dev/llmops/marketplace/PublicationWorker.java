// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Finds due publications and runs them, at most {@link #PARALLEL} at once, each on a virtual thread. What is due lies in
 * the database, so any process may take it; the wake-up only makes the usual case quick. At its start it takes over what
 * another process had begun, in case that one is no more; should it live, its claim is void from then on.
 */
@Singleton
final class PublicationWorker implements LifecycleStep {
    static final int PARALLEL = 16;

    private static final int MAX_DUE = 100;
    private static final Logger LOG = Logger.getLogger(PublicationWorker.class);

    private final SystemReads system;
    private final Publication publication;
    private final Clock clock;
    private final Semaphore signal = new Semaphore(0);
    private final Semaphore places = new Semaphore(PARALLEL);
    private volatile boolean stopped;

    PublicationWorker(SystemReads system, Publication publication, Clock clock) {
        this.system = system;
        this.publication = publication;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "marketplace";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public void start() {
        Thread.ofVirtual().name("publication-worker").start(this::loop);
    }

    /** Lets running steps end, 15 s at most; what is left goes on at the next start. */
    @Override
    public void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        // Woken, not interrupted: an interrupt in the middle of a statement would break its connection.
        wake();
        try {
            if (!places.tryAcquire(PARALLEL, 15, TimeUnit.SECONDS)) {
                LOG.info("publications still running go on at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something became due just now. */
    void wake() {
        signal.release();
    }

    private void loop() {
        boolean takenOver = false;
        boolean away = false;
        while (!stopped) {
            try {
                if (!takenOver) {
                    takeOver();
                    takenOver = true;
                }
                pass();
                away = false;
                if (signal.tryAcquire(1, TimeUnit.SECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopped) {
                    return;
                }
                if (!away) {
                    LOG.warnf("publications wait until the database answers: %s", e.getMessage());
                }
                away = true;
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private boolean pause() {
        try {
            signal.tryAcquire(1, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void takeOver() throws InterruptedException {
        Instant any = clock.instant().plus(Publication.LEASE).plusSeconds(3_600);
        List<PublicationDao.Due> leased =
                system.read(sql -> new PublicationDao(sql).leased(clock.instant(), 10 * MAX_DUE));
        for (PublicationDao.Due due : leased) {
            submit(due, any);
        }
    }

    private void pass() throws InterruptedException {
        List<PublicationDao.Due> all;
        do {
            Instant now = clock.instant();
            all = system.read(sql -> new PublicationDao(sql).due(now, MAX_DUE));
            for (PublicationDao.Due due : all) {
                submit(due, now);
            }
        } while (all.size() == MAX_DUE && !stopped);
    }

    private void submit(PublicationDao.Due due, Instant dueBefore) throws InterruptedException {
        places.acquire();
        boolean started = false;
        try {
            Optional<Work> work = stopped ? Optional.empty() : publication.claim(due, dueBefore);
            if (work.isPresent()) {
                Thread.ofVirtual().name("publication-" + due.id()).start(() -> run(work.get()));
                started = true;
            }
        } finally {
            if (!started) {
                places.release();
            }
        }
    }

    private void run(Work work) {
        try {
            publication.run(work);
        } finally {
            places.release();
        }
    }
}
