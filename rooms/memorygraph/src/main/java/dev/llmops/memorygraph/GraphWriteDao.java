// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Merges rows into the graph, all of a kind in one statement, in the order of their keys. */
final class GraphWriteDao {
    private final Handle sql;
    private final TenantId tenant;

    GraphWriteDao(Handle sql, TenantId tenant) {
        this.sql = sql;
        this.tenant = tenant;
    }

    void write(GraphChange change, Instant now) {
        nodes(change.nodes());
        edges(change.edges());
        runs(change.runs(), now);
        events(change.events(), now);
    }

    private void nodes(Collection<NodeRow> rows) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (NodeRow row : rows) {
            ObjectNode node = json.addObject()
                    .put("id", row.id().toString())
                    .put("type", row.ref().type().wireName())
                    .put("namespace", row.ref().namespace())
                    .put("name", row.ref().name())
                    .put("version", row.version())
                    .put("valid_from", row.validFrom().toString())
                    .put("seen_at", row.seenAt().toString())
                    .put("ended_at", text(row.endedAt()));
            node.set("attributes", row.attributes());
            node.set("facets", row.facets());
        }
        execute(json, """
                INSERT INTO memorygraph.node AS n
                    (tenant, id, type, namespace, name, version, attributes, facets, valid_from, seen_at, ended_at)
                SELECT :tenant, id, type, namespace, name, version, attributes, facets, valid_from, seen_at, ended_at
                FROM json_to_recordset(:rows::json) AS r (id uuid, type text, namespace text, name text, version text,
                    attributes jsonb, facets jsonb, valid_from timestamptz, seen_at timestamptz, ended_at timestamptz)
                ORDER BY id
                ON CONFLICT (tenant, id) DO UPDATE SET
                    version = coalesce(excluded.version, n.version),
                    attributes = CASE
                        WHEN excluded.attributes = '{}' THEN n.attributes
                        WHEN excluded.seen_at >= n.seen_at THEN n.attributes || excluded.attributes
                        ELSE excluded.attributes || n.attributes END,
                    facets = CASE WHEN excluded.facets = '{}' THEN n.facets
                        ELSE memorygraph.merge_facets(n.facets, excluded.facets) END,
                    valid_from = least(n.valid_from, excluded.valid_from),
                    seen_at = greatest(n.seen_at, excluded.seen_at),
                    ended_at = greatest(n.ended_at, excluded.ended_at)
                WHERE excluded.seen_at > n.seen_at OR excluded.valid_from < n.valid_from
                    OR excluded.facets <> '{}' OR excluded.attributes <> '{}' OR excluded.ended_at IS NOT NULL""");
    }

    private void edges(Collection<EdgeRow> rows) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (EdgeRow row : rows) {
            json.addObject()
                    .put("upstream", row.key().upstream().toString())
                    .put("downstream", row.key().downstream().toString())
                    .put("type", row.key().type().wireName())
                    .put("source", row.source())
                    .put("created_at", row.createdAt().toString())
                    .put("seen_at", row.seenAt().toString())
                    .put("removed_at", text(row.removedAt()))
                    .set("attributes", row.attributes());
        }
        execute(json, """
                INSERT INTO memorygraph.edge AS e
                    (tenant, upstream, downstream, type, source, attributes, created_at, seen_at, removed_at)
                SELECT :tenant, upstream, downstream, type, source, attributes, created_at, seen_at, removed_at
                FROM json_to_recordset(:rows::json) AS r (upstream uuid, downstream uuid, type text, source text,
                    attributes jsonb, created_at timestamptz, seen_at timestamptz, removed_at timestamptz)
                ORDER BY downstream, upstream, type
                ON CONFLICT (tenant, downstream, upstream, type) DO UPDATE SET
                    source = CASE WHEN excluded.seen_at >= e.seen_at THEN excluded.source ELSE e.source END,
                    attributes = CASE
                        WHEN excluded.attributes = '{}' THEN e.attributes
                        WHEN excluded.seen_at >= e.seen_at OR e.attributes = '{}' THEN excluded.attributes
                        ELSE e.attributes END,
                    created_at = least(e.created_at, excluded.created_at),
                    seen_at = greatest(e.seen_at, excluded.seen_at),
                    removed_at = greatest(e.removed_at, excluded.removed_at)
                WHERE excluded.seen_at > e.seen_at OR excluded.created_at < e.created_at
                    OR excluded.attributes <> '{}' OR excluded.removed_at IS NOT NULL""");
    }

    private void runs(Collection<RunRow> rows, Instant now) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (RunRow row : rows) {
            json.addObject()
                    .put("id", row.id().toString())
                    .put("run_id", row.runId())
                    .put("job", row.job().toString())
                    .put("state", row.state().name())
                    .put("state_rank", row.state().rank())
                    .put("state_at", row.at().toString())
                    .put("started_at", text(row.startedAt()))
                    .put("ended_at", text(row.endedAt()))
                    .put("nominal_start", text(row.nominalStart()))
                    .put("nominal_end", text(row.nominalEnd()))
                    .put("parent", row.parent() == null ? null : row.parent().toString())
                    .put("last_event_at", row.lastEventAt().toString())
                    .put("received_at", now.toString());
        }
        execute(json, """
                INSERT INTO memorygraph.run AS r (tenant, id, run_id, job, state, state_rank, state_at, started_at,
                    ended_at, nominal_start, nominal_end, parent, last_event_at, received_at)
                SELECT :tenant, id, run_id, job, state, state_rank, state_at, started_at, ended_at, nominal_start,
                    nominal_end, parent, last_event_at, received_at
                FROM json_to_recordset(:rows::json) AS x (id uuid, run_id text, job uuid, state text, state_rank int,
                    state_at timestamptz, started_at timestamptz, ended_at timestamptz, nominal_start timestamptz,
                    nominal_end timestamptz, parent uuid, last_event_at timestamptz, received_at timestamptz)
                ORDER BY id
                ON CONFLICT (tenant, id) DO UPDATE SET
                    job = CASE WHEN excluded.last_event_at >= r.last_event_at THEN excluded.job ELSE r.job END,
                    (state, state_rank, state_at) = (SELECT s.state, s.state_rank, s.state_at FROM (VALUES
                        (r.state, r.state_rank, r.state_at),
                        (excluded.state, excluded.state_rank, excluded.state_at)) s (state, state_rank, state_at)
                        ORDER BY s.state_rank DESC, s.state_at DESC, s.state COLLATE "C" DESC LIMIT 1),
                    started_at = least(r.started_at, excluded.started_at),
                    ended_at = greatest(r.ended_at, excluded.ended_at),
                    nominal_start = CASE WHEN excluded.last_event_at >= r.last_event_at
                        THEN coalesce(excluded.nominal_start, r.nominal_start)
                        ELSE coalesce(r.nominal_start, excluded.nominal_start) END,
                    nominal_end = CASE WHEN excluded.last_event_at >= r.last_event_at
                        THEN coalesce(excluded.nominal_end, r.nominal_end)
                        ELSE coalesce(r.nominal_end, excluded.nominal_end) END,
                    parent = CASE WHEN excluded.last_event_at >= r.last_event_at
                        THEN coalesce(excluded.parent, r.parent) ELSE coalesce(r.parent, excluded.parent) END,
                    last_event_at = greatest(r.last_event_at, excluded.last_event_at)""");
    }

    private void events(Collection<EventRow> rows, Instant now) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (EventRow row : rows) {
            json.addObject()
                    .put("id", row.id().toString())
                    .put("kind", row.kind())
                    .put("subject", row.subject().toString())
                    .put("event_type", row.eventType())
                    .put("event_time", row.eventTime().toString())
                    .put("producer", row.producer())
                    .put("received_at", now.toString())
                    .put("body", row.body());
        }
        execute(json, """
                INSERT INTO memorygraph.lineage_event
                    (tenant, id, kind, subject, event_type, event_time, producer, received_at, body)
                SELECT :tenant, id, kind, subject, event_type, event_time, producer, received_at, body
                FROM json_to_recordset(:rows::json) AS r (id uuid, kind text, subject uuid, event_type text,
                    event_time timestamptz, producer text, received_at timestamptz, body text)
                ORDER BY id
                ON CONFLICT (tenant, id) DO NOTHING""");
    }

    private void execute(ArrayNode rows, String statement) {
        if (!rows.isEmpty()) {
            sql.createUpdate(statement)
                    .bind("tenant", tenant)
                    .bind("rows", rows.toString())
                    .execute();
        }
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
