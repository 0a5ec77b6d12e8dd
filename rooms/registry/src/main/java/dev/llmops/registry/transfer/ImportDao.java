// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import dev.llmops.platform.sql.Jsonb;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Imports and their results. */
record ImportDao(Handle sql) {
    private static final String COLUMNS = """
            id, state, file_bytes, gzip, position_bytes, lines, created, unchanged, refused, detail, created_by,
            principal, created_at, finished_at
            """;

    /** @param positionBytes how much of the plain text is worked off, with the lines counted here */
    record Row(
            String id,
            String state,
            long fileBytes,
            boolean gzip,
            long positionBytes,
            long lines,
            long created,
            long unchanged,
            long refused,
            @Nullable String detail,
            String createdBy,
            String principal,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime finishedAt) {
        boolean isRunning() {
            return state.equals("running");
        }
    }

    /** Results of neighbouring lines, as {@code [[line, outcome, asset id, code, detail], …]}. */
    record ResultRow(long firstLine, String results) {}

    /** What one batch adds. */
    record Counts(long position, long lines, long created, long unchanged, long refused) {}

    void insert(String tenant, Row row) {
        sql.createUpdate("""
                        INSERT INTO registry.import (
                            tenant, id, state, file_bytes, gzip, position_bytes, lines, created, unchanged, refused,
                            created_by, principal, created_at)
                        VALUES (
                            :tenant, :id, :state, :fileBytes, :gzip, 0, 0, 0, 0, 0, :createdBy, :principal,
                            :createdAt)""")
                .bind("tenant", tenant)
                .bind("id", row.id())
                .bind("state", row.state())
                .bind("fileBytes", row.fileBytes())
                .bind("gzip", row.gzip())
                .bind("createdBy", row.createdBy())
                .bind("principal", row.principal())
                .bind("createdAt", row.createdAt())
                .execute();
    }

    Optional<Row> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.import WHERE id = :id")
                .bind("id", id)
                .mapTo(Row.class)
                .findOne();
    }

    /** Newest first. */
    List<Row> list(@Nullable String before, int limit) {
        return sql.createQuery(
                        "SELECT " + COLUMNS + " FROM registry.import WHERE id < :before ORDER BY id DESC LIMIT :limit")
                .bind("before", before == null ? "~" : before)
                .bind("limit", limit)
                .mapTo(Row.class)
                .list();
    }

    /** Whether it may go on from here; the row is held until the transaction ends. */
    boolean hold(String id, long position) {
        return sql.createQuery("""
                        SELECT 1 FROM registry.import
                        WHERE id = :id AND state = 'running' AND position_bytes = :position
                        FOR UPDATE""")
                .bind("id", id)
                .bind("position", position)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void advance(String id, Counts counts) {
        sql.createUpdate("""
                        UPDATE registry.import SET
                            position_bytes = :to, lines = lines + :lines, created = created + :created,
                            unchanged = unchanged + :unchanged, refused = refused + :refused
                        WHERE id = :id""")
                .bind("id", id)
                .bind("to", counts.position())
                .bind("lines", counts.lines())
                .bind("created", counts.created())
                .bind("unchanged", counts.unchanged())
                .bind("refused", counts.refused())
                .execute();
    }

    /** False when it had ended already. */
    boolean finish(String id, String state, @Nullable String detail, Instant now) {
        return sql.createUpdate("""
                        UPDATE registry.import SET state = :state, detail = :detail, finished_at = :now
                        WHERE id = :id AND state = 'running'""")
                        .bind("id", id)
                        .bind("state", state)
                        .bind("detail", detail)
                        .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    void insertResults(String tenant, String id, long firstLine, long lastLine, long refused, String results) {
        sql.createUpdate("""
                        INSERT INTO registry.import_result (tenant, import_id, first_line, last_line, refused, results)
                        VALUES (:tenant, :id, :firstLine, :lastLine, :refused, :results)""")
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("firstLine", firstLine)
                .bind("lastLine", lastLine)
                .bind("refused", refused)
                .bind("results", new Jsonb(results))
                .execute();
    }

    /** Those that hold lines behind one, in order. */
    List<ResultRow> results(String id, long afterLine, boolean refusedOnly, int limit) {
        return sql.createQuery("""
                        SELECT first_line, CAST(results AS text) AS results
                        FROM registry.import_result
                        WHERE import_id = :id AND last_line > :after AND refused >= :refused
                        ORDER BY first_line
                        LIMIT :limit""")
                .bind("id", id)
                .bind("after", afterLine)
                .bind("refused", refusedOnly ? 1 : 0)
                .bind("limit", limit)
                .mapTo(ResultRow.class)
                .list();
    }
}
