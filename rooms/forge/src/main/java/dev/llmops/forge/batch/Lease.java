// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * That this process, and no other, works on a batch. Renewed each second and with every result; what another said of the
 * batch meanwhile is learnt on the way. A process that was asleep for long takes it for lost before it does anything.
 */
final class Lease implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long TRUSTED_NANOS = BatchSettings.LEASE.toNanos() * 3 / 4;

    private final Database database;
    private final BatchDao.Place place;
    private final String owner;
    private final Thread keeper;
    private volatile BatchState state = BatchState.VALIDATING;
    private volatile long renewedNanos = System.nanoTime();
    private volatile boolean lost;
    private volatile boolean closed;

    Lease(Database database, BatchDao.Place place, String owner) {
        this.database = database;
        this.place = place;
        this.owner = owner;
        this.keeper = Thread.ofVirtual().name("batch-lease-" + place.id()).unstarted(this::keep);
    }

    /** From the state that was read under it. */
    void begin(BatchState read) {
        state = read;
        keeper.start();
    }

    /** As it was last seen, less than a second ago. */
    BatchState state() {
        return state;
    }

    boolean holds() {
        return !lost && System.nanoTime() - renewedNanos < TRUSTED_NANOS;
    }

    /** Within a transaction that changes the batch. */
    void renew(Handle sql) {
        long now = System.nanoTime();
        Optional<BatchState> seen = new BatchDao(sql).renew(place.id(), owner, BatchSettings.LEASE);
        if (seen.isPresent()) {
            state = seen.get();
            renewedNanos = now;
        } else {
            lost = true;
        }
    }

    private void keep() {
        try {
            while (!closed && !lost) {
                Thread.sleep(BEAT);
                try {
                    database.change(BatchRun.caller(place), (sql, events) -> {
                        renew(sql);
                        return place;
                    });
                } catch (Problem e) {
                    // the database is away: the lease runs out unless it comes back in time
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets another process, or a later look, have it. */
    @Override
    public void close() {
        closed = true;
        try {
            database.change(BatchRun.caller(place), (sql, events) -> {
                new BatchDao(sql).release(place.id(), owner);
                return place;
            });
        } catch (Problem e) {
            // it runs out
        }
    }
}
