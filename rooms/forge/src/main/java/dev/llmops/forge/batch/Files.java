// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a subscription: kept in parts, read in parts, never whole in memory. */
@Singleton
final class Files {
    static final String PREFIX = "file-";
    private static final int USUAL_PAGE = 100;
    private static final int SIZES = 500;

    private final Database database;
    private final BatchSettings settings;
    private final Clock clock;

    Files(Database database, BatchSettings settings, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes room for a file that arrives; parts follow, then {@link #ready} or {@link #drop}. */
    FileDao.Row arriving(Consumer consumer) {
        OffsetDateTime now = now();
        FileDao.Row row = new FileDao.Row(
                PREFIX + Ulids.next(),
                consumer.subscriptionId(),
                "batch",
                "",
                settings.maxFileBytes(),
                0,
                null,
                null,
                now,
                now.plusHours(1));
        return database.change(consumer.caller(), (sql, events) -> {
            FileDao files = new FileDao(sql);
            if (files.count(consumer.subscriptionId()) >= BatchSettings.FILES
                    || files.storedBytes() + settings.maxFileBytes() > settings.storedBytes()) {
                throw new Problem(
                        ErrorCode.STORAGE_FULL,
                        "Your organisation's files have no room for another; delete some (at most "
                                + settings.storedBytes() + " bytes and " + BatchSettings.FILES + " files)");
            }
            files.insert(consumer.tenant().value(), row, "arriving");
            return row;
        });
    }

    void addPart(Consumer consumer, String id, int part, byte[] data) {
        database.change(consumer.caller(), (sql, events) -> {
            new FileDao(sql).addPart(consumer.tenant().value(), id, part, data);
            return id;
        });
    }

    FileDao.Row ready(Consumer consumer, FileDao.Row arrived, String filename, long bytes, long lines) {
        OffsetDateTime created = arrived.createdAt();
        FileDao.Row row = new FileDao.Row(
                arrived.id(),
                arrived.subscriptionId(),
                arrived.purpose(),
                filename,
                bytes,
                lines,
                null,
                null,
                created,
                created.plus(settings.kept()));
        return database.change(consumer.caller(), (sql, events) -> {
            new FileDao(sql).ready(row);
            return row;
        });
    }

    void drop(Consumer consumer, String id) {
        database.change(consumer.caller(), (sql, events) -> new FileDao(sql).delete(id));
    }

    FileObject get(Consumer consumer, String id) {
        return FileObject.of(row(consumer, id));
    }

    FileDao.Row row(Consumer consumer, String id) {
        return database.read(
                consumer.tenant(), sql -> required(new FileDao(sql).find(consumer.subscriptionId(), id), id));
    }

    OpenAiList<FileObject> list(Consumer consumer, MultiMap query) {
        OpenAiList.Page page = OpenAiList.Page.of(query, USUAL_PAGE, Set.of("purpose"));
        String purpose = query.get("purpose");
        if (purpose != null && !Set.of("batch", "batch_output").contains(purpose)) {
            throw Problem.invalid("purpose", purpose, "batch or batch_output");
        }
        List<FileDao.Row> rows = database.read(
                consumer.tenant(), sql -> new FileDao(sql).list(consumer.subscriptionId(), purpose, page));
        return OpenAiList.of(rows, page, FileObject::of, FileDao.Row::id);
    }

    /** Deletes a file and what it held. One that a batch still reads stays. */
    void delete(Consumer consumer, String id) {
        database.change(consumer.caller(), (sql, events) -> {
            FileDao files = new FileDao(sql);
            FileDao.Row row = required(files.find(consumer.subscriptionId(), id), id);
            Optional<String> needing = new BatchDao(sql).needing(id);
            if (needing.isPresent()) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "The batch " + needing.get() + " still reads this file; cancel it or wait until it has ended");
            }
            remove(sql, files, row);
            return id;
        });
    }

    /** What expired goes, wherever it is referred to. A batch that has not ended reads its file as ended early. */
    void expire(TenantId tenant, String subscription, String id) {
        database.change(dev.llmops.contracts.identity.Caller.system(tenant, "batches"), (sql, events) -> {
            FileDao files = new FileDao(sql);
            files.find(subscription, id).ifPresent(row -> remove(sql, files, row));
            files.delete(id);
            return id;
        });
    }

    private static void remove(org.jdbi.v3.core.Handle sql, FileDao files, FileDao.Row row) {
        if (row.batchId() != null && row.answered() != null) {
            new ResultDao(sql).delete(row.batchId(), row.answered());
        }
        files.delete(row.id());
    }

    /** Writes the file's bytes; each read from the database is short. */
    void write(TenantId tenant, FileDao.Row row, OutputStream out) throws IOException {
        if (row.batchId() == null || row.answered() == null) {
            for (int part = 0; ; part++) {
                byte[] data = part(tenant, row.id(), part);
                if (data == null) {
                    return;
                }
                out.write(data);
            }
        }
        writeResults(tenant, row.batchId(), row.answered(), out);
    }

    byte @Nullable [] part(TenantId tenant, String id, int part) {
        return database.read(tenant, sql -> new FileDao(sql).part(id, part)).orElse(null);
    }

    private void writeResults(TenantId tenant, String batchId, boolean answered, OutputStream out) throws IOException {
        int after = 0;
        while (true) {
            int from = after;
            List<ResultDao.Size> sizes =
                    database.read(tenant, sql -> new ResultDao(sql).sizes(batchId, answered, from, SIZES));
            if (sizes.isEmpty()) {
                return;
            }
            int to = lastThatFits(sizes);
            for (byte[] line : database.read(tenant, sql -> new ResultDao(sql).read(batchId, answered, from + 1, to))) {
                out.write(line);
                out.write('\n');
            }
            after = to;
        }
    }

    private static int lastThatFits(List<ResultDao.Size> sizes) {
        int last = sizes.getFirst().line();
        long bytes = 0;
        for (ResultDao.Size size : sizes) {
            bytes += size.bytes();
            if (bytes > BatchSettings.PART_BYTES && size.line() != last) {
                break;
            }
            last = size.line();
        }
        return last;
    }

    private static FileDao.Row required(Optional<FileDao.Row> row, String id) {
        return row.orElseThrow(() -> Problem.notFound("file", id, "the id of a file of your subscription"));
    }

    private OffsetDateTime now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return now.atOffset(ZoneOffset.UTC);
    }
}
