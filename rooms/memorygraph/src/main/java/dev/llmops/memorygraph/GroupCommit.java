// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One transaction for all that waits. While an organisation's transaction is under way, what arrives for it gathers and
 * makes the next one; so concurrent writers of the same nodes stand in no other's way, and one flush to disk serves many.
 * A caller hears of success only after the commit. When a transaction of several fails, each is tried by itself.
 */
@Singleton
final class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int MAX_CHANGES = 256;
    private static final long MAX_CHANGE_BYTES = 4L << 20;
    private static final long MAX_WAITING_BYTES = 48L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Database database;
    private final Clock clock;
    private final Map<TenantId, Queue<Waiting>> lanes = new HashMap<>();
    private long waitingBytes;

    GroupCommit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A change whose caller waits.
     *
     * @param repeated whether it will be said again should a crash forget it, so that nobody need wait for the disk
     */
    private record Waiting(GraphChange change, long bytes, boolean repeated, CompletableFuture<Boolean> done) {}

    /**
     * Returns when the change is committed.
     *
     * @param bytes about what it weighs
     */
    void commit(TenantId tenant, GraphChange change, long bytes) {
        await(submit(tenant, change, bytes));
    }

    /** The same for what the event log says, and says again after a crash. */
    void follow(TenantId tenant, GraphChange change, long bytes) {
        await(submit(tenant, new Waiting(change, bytes, true, new CompletableFuture<>())));
    }

    /** The same without waiting; the answer ends with the commit. Refuses at once when too much waits. */
    CompletableFuture<Boolean> submit(TenantId tenant, GraphChange change, long bytes) {
        return submit(tenant, new Waiting(change, bytes, false, new CompletableFuture<>()));
    }

    private CompletableFuture<Boolean> submit(TenantId tenant, Waiting waiting) {
        synchronized (lanes) {
            if (waitingBytes + waiting.bytes > MAX_WAITING_BYTES) {
                throw new Problem(
                        ErrorCode.OVERLOADED,
                        "More lineage is waiting to be written than can be held; nothing was changed",
                        Duration.ofSeconds(1));
            }
            waitingBytes += waiting.bytes;
            Queue<Waiting> lane = lanes.get(tenant);
            if (lane == null) {
                lane = new ArrayDeque<>();
                lanes.put(tenant, lane);
                Thread.ofVirtual().name("lineage-commit").start(() -> drain(tenant));
            }
            lane.add(waiting);
        }
        return waiting.done;
    }

    static void await(CompletableFuture<Boolean> done) {
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The database took longer than " + PATIENCE.toSeconds()
                            + " s; the change may still be made. Sending it again is safe.",
                    Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ErrorCode.UNAVAILABLE, "The program is stopping; send it again", Duration.ofSeconds(5));
        }
    }

    private void drain(TenantId tenant) {
        for (List<Waiting> batch = next(tenant); !batch.isEmpty(); batch = next(tenant)) {
            try {
                write(tenant, batch);
                batch.forEach(waiting -> waiting.done.complete(true));
            } catch (Problem e) {
                batch.forEach(waiting -> waiting.done.completeExceptionally(e));
            } catch (RuntimeException e) {
                oneByOne(tenant, batch, e);
            }
        }
    }

    private void oneByOne(TenantId tenant, List<Waiting> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            batch.getFirst().done.completeExceptionally(refusal(failure));
            return;
        }
        LOG.debugf("a transaction of %d changes failed, each is tried alone: %s", batch.size(), failure.getMessage());
        for (Waiting waiting : batch) {
            try {
                write(tenant, List.of(waiting));
                waiting.done.complete(true);
            } catch (RuntimeException e) {
                waiting.done.completeExceptionally(refusal(e));
            }
        }
    }

    /** What PostgreSQL cannot hold (class 22) was sent by the caller; anything else is a fault of ours. */
    private static RuntimeException refusal(RuntimeException failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("22")) {
                return new Problem(
                        ErrorCode.VALIDATION_FAILED,
                        "A text or number in this cannot be stored; check for lone surrogates and NUL characters");
            }
        }
        return failure;
    }

    private void write(TenantId tenant, List<Waiting> batch) {
        GraphChange all = batch.getFirst().change;
        if (batch.size() > 1) {
            all = new GraphChange();
            for (Waiting waiting : batch) {
                all.addAll(waiting.change);
            }
        }
        GraphChange change = all;
        Instant now = clock.instant();
        boolean repeated = batch.stream().allMatch(Waiting::repeated);
        database.change(Caller.system(tenant, "lineage"), (sql, events) -> {
            if (repeated) {
                sql.execute("SET LOCAL synchronous_commit = off");
            }
            new GraphWriteDao(sql, tenant).write(change, now);
            return change;
        });
    }

    /** What waits, up to a bound; ends the lane when nothing does. */
    private List<Waiting> next(TenantId tenant) {
        List<Waiting> batch = new ArrayList<>();
        synchronized (lanes) {
            Queue<Waiting> lane = lanes.getOrDefault(tenant, new ArrayDeque<>());
            long bytes = 0;
            while (!lane.isEmpty() && batch.size() < MAX_CHANGES && bytes < MAX_CHANGE_BYTES) {
                Waiting waiting = lane.remove();
                bytes += waiting.bytes;
                batch.add(waiting);
            }
            waitingBytes -= bytes;
            if (batch.isEmpty()) {
                lanes.remove(tenant);
            }
        }
        return batch;
    }
}
