// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.DueWork;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Finds batches that nobody works on and works on them, a few at once, each under a lease; and lets go what is older
 * than is kept. A process that dies lets its leases run out, and any process goes on.
 */
@Singleton
final class BatchWork implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(BatchWork.class);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final int SEEN = 100;

    private final Database database;
    private final SystemReads reads;
    private final Files files;
    private final Calls calls;
    private final BatchSettings settings;
    private final Clock clock;
    private final DueWork due = new DueWork("batches", BatchSettings.BATCHES_AT_ONCE);
    private final String owner = Ulids.next();
    private final Semaphore lines;
    private Instant swept = Instant.EPOCH;

    BatchWork(Database database, SystemReads reads, Files files, Calls calls, BatchSettings settings, Clock clock) {
        this.database = database;
        this.reads = reads;
        this.files = files;
        this.calls = calls;
        this.settings = settings;
        this.clock = clock;
        this.lines = new Semaphore(settings.lines(), true);
    }

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public int order() {
        return 77;
    }

    @Override
    public void start() {
        due.start(this::look);
    }

    @Override
    public void stop() {
        due.stop(STOP);
    }

    void wake() {
        due.wake();
    }

    private void look() throws InterruptedException {
        for (BatchDao.Place place : reads.read(sql -> new BatchDao(sql).due(BatchSettings.OF_ONE_SUBSCRIPTION, SEEN))) {
            due.submit("batch-" + place.id(), () -> claim(place));
        }
        if (Duration.between(swept, clock.instant()).compareTo(SWEEP) > 0) {
            sweep();
            swept = clock.instant();
        }
    }

    private Optional<Runnable> claim(BatchDao.Place place) {
        boolean ours = database.change(BatchRun.caller(place), (sql, events) -> new BatchDao(sql)
                .claim(place.id(), owner, BatchSettings.LEASE));
        return ours ? Optional.of(() -> run(place)) : Optional.empty();
    }

    private void run(BatchDao.Place place) {
        BatchRun run = new BatchRun(place, owner, tools());
        try {
            run.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "the batch %s stopped; it is taken up again", place.id());
        } finally {
            run.close();
        }
    }

    private BatchRun.Tools tools() {
        return new BatchRun.Tools(database, files, calls, settings, clock, lines, due::stopped);
    }

    private void sweep() {
        Instant now = clock.instant();
        List<FileDao.Expired> expired = reads.read(sql -> new FileDao(sql).expired(now, SEEN));
        expired.forEach(file -> files.expire(file.tenant(), file.subscriptionId(), file.id()));
        for (BatchDao.Place old : reads.read(sql -> new BatchDao(sql).old(now.minus(settings.kept()), SEEN))) {
            database.change(BatchRun.caller(old), (sql, events) -> {
                new BatchDao(sql).delete(old.id());
                return old;
            });
        }
    }
}
