// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes imports and tells how they go. */
@Singleton
final class Imports {
    private static final Logger LOG = Logger.getLogger(Imports.class);
    private static final int RESULT_ROWS = 50;

    private final Database database;
    private final Spool spool;
    private final ImportWorker worker;
    private final ObjectMapper json;
    private final Clock clock;

    Imports(Database database, Spool spool, ImportWorker worker, ObjectMapper json, Clock clock) {
        this.database = database;
        this.spool = spool;
        this.worker = worker;
        this.json = json;
        this.clock = clock;
    }

    /** The result of one line, from 1. */
    @Schema(name = "ImportLineResult")
    record LineResult(
            long line,
            String outcome,
            @Nullable String assetId,
            @Nullable String code,
            @Nullable String detail) {}

    /** Keeps what is sent, then lets it be worked off. What was acknowledged survives a crash. */
    ImportDao.Row take(Caller caller, InputStream body) {
        Spool.Spooled name = new Spool.Spooled(caller.tenant(), Ulids.next());
        try {
            Spool.Written written = spool.write(name, body);
            ImportDao.Row row = new ImportDao.Row(
                    name.id(),
                    "running",
                    written.bytes(),
                    written.gzip(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    caller.name(),
                    caller.principalId(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
                    null);
            database.change(caller, (sql, events) -> {
                new ImportDao(sql).insert(caller.tenant().value(), row);
                return row;
            });
            worker.submit(name);
            return row;
        } catch (IOException e) {
            LOG.debugf("an import did not arrive: %s", e.getMessage());
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST,
                    "The body ended early or could not be kept (" + e.getMessage() + "); send it again");
        }
    }

    ImportDao.Row get(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> required(new ImportDao(sql), id));
    }

    Page<ImportDao.Row> list(Caller caller, PageRequest page) {
        List<ImportDao.Row> rows =
                database.read(caller.tenant(), sql -> new ImportDao(sql).list(page.after(), page.fetch()));
        return Page.of(rows, page, ImportDao.Row::id);
    }

    /** Stops it after the batch at hand. What was registered stays. */
    ImportDao.Row cancel(Caller caller, String id) {
        return database.change(caller, (sql, events) -> {
            ImportDao imports = new ImportDao(sql);
            ImportDao.Row row = required(imports, id);
            imports.finish(row.id(), "cancelled", "cancelled by " + caller.name(), clock.instant());
            return required(imports, id);
        });
    }

    /** In the order of the lines; only those with the outcome, when one is given. */
    Page<LineResult> results(Caller caller, String id, LineRegistration.@Nullable Outcome outcome, PageRequest page) {
        long after = line(page.after());
        List<LineResult> found = database.read(caller.tenant(), sql -> {
            ImportDao imports = new ImportDao(sql);
            String known = required(imports, id).id();
            List<LineResult> results = new ArrayList<>();
            long from = after;
            while (results.size() < page.fetch()) {
                List<ImportDao.ResultRow> rows =
                        imports.results(known, from, outcome == LineRegistration.Outcome.REFUSED, RESULT_ROWS);
                if (rows.isEmpty()) {
                    break;
                }
                for (ImportDao.ResultRow row : rows) {
                    for (JsonNode item : read(row.results())) {
                        from = Math.max(from, item.path(0).asLong());
                        add(item, after, outcome, results);
                    }
                }
            }
            return results.subList(0, Math.min(results.size(), page.fetch()));
        });
        return Page.of(found, page, result -> Long.toString(result.line()));
    }

    private static void add(
            JsonNode item, long after, LineRegistration.@Nullable Outcome outcome, List<LineResult> results) {
        long line = item.path(0).asLong();
        String had = item.path(1).asText();
        if (line > after && (outcome == null || outcome.wireName().equals(had))) {
            results.add(new LineResult(
                    line,
                    had,
                    item.path(2).textValue(),
                    item.path(3).textValue(),
                    item.path(4).textValue()));
        }
    }

    private JsonNode read(String results) {
        try {
            return json.readTree(results);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored results are not readable", e);
        }
    }

    private static long line(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Problem.invalid("cursor", null, "the next_cursor of the page before");
        }
    }

    private static ImportDao.Row required(ImportDao imports, String id) {
        return (Ulids.isUlid(id)
                        ? imports.find(id.toUpperCase(Locale.ROOT))
                        : java.util.Optional.<ImportDao.Row>empty())
                .orElseThrow(() -> new Problem(
                        ErrorCode.NOT_FOUND, Violation.of("id", id, "the id of an import of your organisation")));
    }
}
