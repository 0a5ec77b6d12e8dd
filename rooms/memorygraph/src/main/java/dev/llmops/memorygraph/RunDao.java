// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.kernel.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads runs, and the events as they were kept. */
final class RunDao {
    private final Handle sql;

    RunDao(Handle sql) {
        this.sql = sql;
    }

    /** One run of a job. */
    record Run(
            String id,
            String runId,
            NodeRef job,
            String state,
            Instant stateAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant nominalStart,
            @Nullable Instant nominalEnd,
            @Nullable String parentRunId,
            Instant lastEventAt,
            Instant receivedAt) {
        String cursor() {
            return Cursor.of(receivedAt, id);
        }
    }

    /** Of a job, the one first heard of last coming first; or the one run. */
    List<Run> runs(@Nullable UUID job, @Nullable UUID run, @Nullable Instant asOf, PageRequest page) {
        Cursor after = Cursor.timed(page);
        var query = sql.createQuery("""
                        SELECT r.id, r.run_id, n.namespace, n.name, r.state, r.state_at, r.started_at, r.ended_at,
                            r.nominal_start, r.nominal_end, p.run_id AS parent_run_id, r.last_event_at, r.received_at
                        FROM memorygraph.run r
                        JOIN memorygraph.node n ON n.id = r.job
                        LEFT JOIN memorygraph.run p ON p.id = r.parent
                        WHERE coalesce(r.started_at, r.last_event_at) <= :at::timestamptz
                        """
                        + (run == null ? " AND r.job = :subject::uuid" : " AND r.id = :subject::uuid")
                        + (after == null
                                ? ""
                                : " AND (r.received_at, r.id) < (:afterTime::timestamptz, :afterId::uuid)")
                        + " ORDER BY r.received_at DESC, r.id DESC LIMIT :fetch")
                .bind("subject", String.valueOf(run == null ? job : run))
                .bind("at", asOf == null ? "infinity" : asOf.toString())
                .bind("fetch", page.fetch());
        if (after != null) {
            query.bind("afterTime", after.key()).bind("afterId", after.id());
        }
        return query.map(RunDao::run).list();
    }

    /** An event as it came. */
    record KeptEvent(
            String id, String kind, @Nullable String eventType, Instant eventTime, Instant receivedAt, String body) {
        String cursor() {
            return Cursor.of(eventTime, id);
        }
    }

    /** What was said of a run, job or dataset, the last first. */
    List<KeptEvent> events(UUID subject, PageRequest page) {
        Cursor after = Cursor.timed(page);
        var query = sql.createQuery("""
                        SELECT id, kind, event_type, event_time, received_at, body FROM memorygraph.lineage_event
                        WHERE subject = :subject::uuid
                        """
                        + (after == null ? "" : " AND (event_time, id) < (:afterTime::timestamptz, :afterId::uuid)")
                        + " ORDER BY event_time DESC, id DESC LIMIT :fetch")
                .bind("subject", subject.toString())
                .bind("fetch", page.fetch());
        if (after != null) {
            query.bind("afterTime", after.key()).bind("afterId", after.id());
        }
        return query.map((row, context) -> new KeptEvent(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("event_type"),
                        row.getObject("event_time", OffsetDateTime.class).toInstant(),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getString("body")))
                .list();
    }

    private static Run run(ResultSet row, StatementContext context) throws SQLException {
        return new Run(
                row.getString("id"),
                row.getString("run_id"),
                new NodeRef(NodeType.JOB, row.getString("namespace"), row.getString("name")),
                row.getString("state"),
                Objects.requireNonNull(GraphReadDao.instant(row, "state_at")),
                GraphReadDao.instant(row, "started_at"),
                GraphReadDao.instant(row, "ended_at"),
                GraphReadDao.instant(row, "nominal_start"),
                GraphReadDao.instant(row, "nominal_end"),
                row.getString("parent_run_id"),
                Objects.requireNonNull(GraphReadDao.instant(row, "last_event_at")),
                Objects.requireNonNull(GraphReadDao.instant(row, "received_at")));
    }
}
