// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.platform.sql.Database;
import java.time.Clock;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch, as far as this process comes with it. A line whose result is stored is never called again; one that was
 * under way when a process died is, since nobody knows what became of it.
 */
final class BatchRun implements AutoCloseable {
    private final BatchDao.Place place;
    private final Tools tools;
    private final Lease lease;
    private final Semaphore ownLines = new Semaphore(BatchSettings.LINES_OF_ONE_BATCH);

    BatchRun(BatchDao.Place place, String owner, Tools tools) {
        this.place = place;
        this.tools = tools;
        this.lease = new Lease(tools.database(), place, owner);
    }

    /**
     * What all batches work with.
     *
     * @param lines a place for each line that is called just now
     */
    record Tools(
            Database database,
            Files files,
            Calls calls,
            BatchSettings settings,
            Clock clock,
            Semaphore lines,
            BooleanSupplier stopping) {}

    static Caller caller(BatchDao.Place place) {
        return Caller.system(place.tenant(), "batches");
    }

    void run() {
        BatchDao.Row row = tools.database()
                .read(place.tenant(), sql -> new BatchDao(sql).find(place.id()))
                .orElse(null);
        if (row == null || row.state().ended()) {
            return;
        }
        lease.begin(row.state());
        if (row.inProgressAt() == null && !validate(row)) {
            return;
        }
        if (lease.state() != BatchState.FINALIZING) {
            callLines(row);
        }
        if (!mustStop()) {
            new BatchEnd(tools, place, row).end(lease.state() == BatchState.CANCELLING);
        }
    }

    private boolean validate(BatchDao.Row row) {
        BatchCheck check = new BatchCheck(row.endpoint(), tools.settings().maxLines());
        check.read(new LineSource(tools.files(), place.tenant(), row.inputFileId()), this::mustStop);
        if (mustStop()) {
            return false;
        }
        return tools.database().change(caller(place), (sql, events) -> {
            BatchDao batches = new BatchDao(sql);
            if (check.acceptable()) {
                batches.begin(place.id(), check.lines(), tools.clock().instant());
            } else {
                batches.fail(place.id(), check.faults(), tools.clock().instant());
            }
            return check.acceptable();
        });
    }

    private void callLines(BatchDao.Row row) {
        BitSet done = new BitSet();
        tools.database()
                .read(place.tenant(), sql -> new ResultDao(sql)
                        .lines(place.id(), tools.settings().maxLines()))
                .forEach(done::set);
        LineSource lines = new LineSource(tools.files(), place.tenant(), row.inputFileId());
        BooleanSupplier over = () -> mayNotGoOn()
                || !tools.clock().instant().isBefore(row.expiresAt().toInstant());
        LineCalls calls = new LineCalls(tools, place, row, lease, over);
        LineSource.@Nullable Line line = lines.next();
        while (line != null && !over.getAsBoolean()) {
            if (!done.get(line.number())) {
                start(calls, line);
            }
            line = lines.next();
        }
        awaitLines();
    }

    private void start(LineCalls calls, LineSource.Line line) {
        ownLines.acquireUninterruptibly();
        Thread.ofVirtual().name("batch-line").start(() -> {
            try {
                calls.call(line);
            } finally {
                ownLines.release();
            }
        });
    }

    private void awaitLines() {
        ownLines.acquireUninterruptibly(BatchSettings.LINES_OF_ONE_BATCH);
        ownLines.release(BatchSettings.LINES_OF_ONE_BATCH);
    }

    /** Whether the work must be left as it is: another process has it, or this one stops. */
    private boolean mustStop() {
        return !lease.holds() || tools.stopping().getAsBoolean();
    }

    private boolean mayNotGoOn() {
        return mustStop() || lease.state() == BatchState.CANCELLING;
    }

    @Override
    public void close() {
        lease.close();
    }
}
