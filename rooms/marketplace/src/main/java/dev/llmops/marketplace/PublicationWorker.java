// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.platform.home.DueWork;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Finds due publications and runs them, at most {@link #PARALLEL} at once. At its start it takes over what another process
 * had begun, in case that one is no more; should it live, its claim is void from then on.
 */
@Singleton
final class PublicationWorker implements LifecycleStep {
    static final int PARALLEL = 16;

    private static final int MAX_DUE = 100;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final SystemReads system;
    private final Publication publication;
    private final Clock clock;
    private final DueWork due = new DueWork("publications", PARALLEL);
    /** Touched by the searching thread only. */
    private boolean takenOver;

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
        due.start(this::look);
    }

    @Override
    public void stop() {
        due.stop(STOP_WITHIN);
    }

    /** Something became due just now. */
    void wake() {
        due.wake();
    }

    private void look() throws InterruptedException {
        if (!takenOver) {
            takeOver();
            takenOver = true;
        }
        List<PublicationDao.Due> all;
        do {
            Instant now = clock.instant();
            all = system.read(sql -> new PublicationDao(sql).due(now, MAX_DUE));
            submit(all, now);
        } while (all.size() == MAX_DUE && !due.stopped());
    }

    private void takeOver() throws InterruptedException {
        Instant any = clock.instant().plus(Publication.LEASE).plusSeconds(3_600);
        submit(system.read(sql -> new PublicationDao(sql).leased(clock.instant(), 10 * MAX_DUE)), any);
    }

    private void submit(List<PublicationDao.Due> found, Instant dueBefore) throws InterruptedException {
        for (PublicationDao.Due one : found) {
            due.submit(
                    "publication-" + one.id(),
                    () -> publication.claim(one, dueBefore).map(work -> () -> publication.run(work)));
        }
    }
}
