// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.ZipException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works imports off, one after the other, a batch of lines in a transaction. How far it came is written in the same
 * transaction as what it registered and as the results, so that it goes on after a crash with no line twice and none
 * left out.
 */
@Singleton
final class ImportWorker implements LifecycleStep {
    static final int MAX_LINES = 1_000_000;
    private static final Logger LOG = Logger.getLogger(ImportWorker.class);
    private static final int BATCH_LINES = 500;
    private static final int BATCH_BYTES = 2 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final Spool spool;
    private final LineRegistration registration;
    private final ObjectMapper json;
    private final Clock clock;
    private final BlockingQueue<Spool.Spooled> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;

    ImportWorker(Database database, Spool spool, LineRegistration registration, ObjectMapper json, Clock clock) {
        this.database = database;
        this.spool = spool;
        this.registration = registration;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "registry imports";
    }

    @Override
    public int order() {
        return 75;
    }

    @Override
    public void start() {
        queue.addAll(spool.all());
        thread = Thread.ofVirtual().name("llmops-registry-import").start(this::run);
    }

    @Override
    public void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void submit(Spool.Spooled name) {
        queue.add(name);
    }

    private void run() {
        try {
            while (true) {
                Spool.Spooled next = queue.take();
                while (!workOff(next)) {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it must be tried again, since the database was away or busy. */
    private boolean workOff(Spool.Spooled name) throws InterruptedException {
        try {
            ImportDao.Row row = database.read(name.tenant(), sql -> new ImportDao(sql).find(name.id()))
                    .orElse(null);
            if (row != null && row.isRunning()) {
                end(name, row, process(name, row));
            }
            spool.delete(name);
            return true;
        } catch (Problem e) {
            LOG.warnf("the import %s waits: %s", name.id(), e.getMessage());
            return false;
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.errorf(e, "the import %s failed", name.id());
            fail(name);
            return true;
        }
    }

    private void fail(Spool.Spooled name) {
        database.change(Caller.system(name.tenant(), "import"), (sql, events) -> new ImportDao(sql)
                .finish(name.id(), "failed", "something broke on our side; see the log", clock.instant()));
    }

    private void end(Spool.Spooled name, ImportDao.Row row, @Nullable String fault) {
        database.change(caller(name.tenant(), row), (sql, events) -> new ImportDao(sql)
                .finish(row.id(), fault == null ? "done" : "failed", fault, clock.instant()));
    }

    /** Who sent it, as far as what is registered names them. */
    private static Caller caller(TenantId tenant, ImportDao.Row row) {
        return new Caller(
                Caller.Kind.SYSTEM,
                tenant,
                row.principal(),
                row.createdBy(),
                Set.of(Role.PUBLISHER),
                Role.PUBLISHER.permissions(),
                null,
                null);
    }

    /** Why it ended before the end of the text; null when it came there. */
    private @Nullable String process(Spool.Spooled name, ImportDao.Row row) throws InterruptedException {
        Caller caller = caller(name.tenant(), row);
        long line = row.lines();
        try (LineReader lines = new LineReader(spool.open(name, row.gzip()), row.positionBytes())) {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Batch batch = new Batch(caller, row.id(), line, lines.position());
                String fault = fill(batch, lines);
                if (batch.isEmpty()) {
                    return fault;
                }
                if (!batch.store(lines.position())) {
                    return null; // cancelled, or worked off by another process
                }
                line = batch.lastLine();
                if (fault != null) {
                    return fault;
                }
            }
        } catch (IOException e) {
            return "the text ends in the middle or is no gzip: " + e.getMessage();
        }
    }

    /** Reads lines until the batch is full or the text ends; answers why nothing follows when something should. */
    private @Nullable String fill(Batch batch, LineReader lines) throws IOException {
        try {
            while (!batch.isFull()) {
                if (batch.lastLine() >= MAX_LINES) {
                    return lines.next() == null
                            ? null
                            : "only the first " + MAX_LINES + " lines were taken; send the rest as another import";
                }
                LineReader.Read read = lines.next();
                if (read == null) {
                    return null;
                }
                batch.add(read);
            }
            return null;
        } catch (ZipException | EOFException e) {
            batch.refuse(ErrorCode.MALFORMED_REQUEST, "the gzip is damaged from here on: " + e.getMessage());
            return "the gzip is damaged behind line " + (batch.lastLine() - 1);
        }
    }

    /** Neighbouring lines of one import. */
    private final class Batch {
        private final Caller caller;
        private final String importId;
        private final long before;
        private final long position;
        private final List<LineRegistration.@Nullable Line> lines = new ArrayList<>();
        private final List<LineRegistration.@Nullable Result> results = new ArrayList<>();
        private long bytes;

        Batch(Caller caller, String importId, long before, long position) {
            this.caller = caller;
            this.importId = importId;
            this.before = before;
            this.position = position;
        }

        boolean isEmpty() {
            return lines.isEmpty();
        }

        boolean isFull() {
            return lines.size() >= BATCH_LINES || bytes >= BATCH_BYTES;
        }

        long lastLine() {
            return before + lines.size();
        }

        void add(LineReader.Read read) {
            byte[] text = read.bytes();
            if (text == null) {
                refuse(ErrorCode.PAYLOAD_TOO_LARGE, "a line has at most " + LineReader.MAX_LINE_BYTES + " bytes");
            } else if (read.isBlank()) {
                refuse(ErrorCode.MALFORMED_REQUEST, "the line is blank (expected: a manifest as JSON)");
            } else {
                bytes += text.length;
                lines.add(registration.read(caller, text));
                results.add(null);
            }
        }

        void refuse(ErrorCode code, String detail) {
            lines.add(null);
            results.add(LineRegistration.Result.refused(code.code(), detail));
        }

        /** False when the import was cancelled, or another worker came before. */
        boolean store(long end) {
            return database.change(caller, (sql, events) -> {
                ImportDao imports = new ImportDao(sql);
                if (!imports.hold(importId, position)) {
                    return false;
                }
                List<LineRegistration.Line> readable = new ArrayList<>();
                for (LineRegistration.Line line : lines) {
                    if (line != null) {
                        readable.add(line);
                    }
                }
                var registered =
                        registration.register(sql, events, caller, readable).iterator();
                List<LineRegistration.Result> all = new ArrayList<>();
                for (LineRegistration.Result result : results) {
                    all.add(result == null ? registered.next() : result);
                }
                write(imports, all, end);
                return true;
            });
        }

        private void write(ImportDao imports, List<LineRegistration.Result> all, long end) {
            ArrayNode rows = json.createArrayNode();
            Map<LineRegistration.Outcome, Long> counts = new EnumMap<>(LineRegistration.Outcome.class);
            for (int i = 0; i < all.size(); i++) {
                LineRegistration.Result result = all.get(i);
                counts.merge(result.outcome(), 1L, Long::sum);
                rows.addArray()
                        .add(before + i + 1)
                        .add(result.outcome().wireName())
                        .add(result.assetId())
                        .add(result.code())
                        .add(result.detail());
            }
            long refused = counts.getOrDefault(LineRegistration.Outcome.REFUSED, 0L);
            imports.insertResults(caller.tenant().value(), importId, before + 1, lastLine(), refused, rows.toString());
            imports.advance(
                    importId,
                    new ImportDao.Counts(
                            end,
                            all.size(),
                            counts.getOrDefault(LineRegistration.Outcome.CREATED, 0L),
                            counts.getOrDefault(LineRegistration.Outcome.UNCHANGED, 0L),
                            refused));
        }
    }
}
