// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reached;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads the graph of the open transaction's organisation, as of a time or, without one, as it stands. */
final class GraphReadDao {
    /** Answers hold no more; one more is read to know that there is more. */
    static final int MAX_NODES = 10_000;

    static final int MAX_EDGES = 100_000;
    private static final String NODE =
            "n.type, n.namespace, n.name, n.version, n.attributes::text AS attributes, n.valid_from, n.valid_to";

    private final Handle sql;
    private final String at;
    private final @Nullable Instant asOf;

    GraphReadDao(Handle sql, @Nullable Instant asOf) {
        this.sql = sql;
        this.asOf = asOf;
        this.at = asOf == null ? "infinity" : asOf.toString();
    }

    Optional<GraphNode> find(UUID id) {
        return sql.createQuery("SELECT " + NODE + """
                         FROM memorygraph.node n
                        WHERE n.id = :id::uuid AND n.valid_from <= :at::timestamptz""")
                .bind("id", id.toString())
                .bind("at", at)
                .map((row, context) -> node(row))
                .findOne();
    }

    Optional<String> facets(UUID id) {
        return sql.createQuery("SELECT facets::text FROM memorygraph.node WHERE id = :id::uuid")
                .bind("id", id.toString())
                .mapTo(String.class)
                .findOne();
    }

    /** By type and name; the cursor is {@code name}, a line feed and the id. */
    List<Listed> list(NodeType type, @Nullable String namespace, @Nullable String prefix, PageRequest page) {
        Cursor after = Cursor.named(page);
        var query = sql.createQuery("SELECT n.id, " + NODE + " FROM memorygraph.node n WHERE n.type = :type"
                        + " AND n.valid_from <= :at::timestamptz AND (n.valid_to IS NULL OR n.valid_to > :at::timestamptz)"
                        + (namespace == null ? "" : " AND n.namespace = :namespace")
                        + (prefix == null ? "" : " AND n.name >= :prefix AND n.name < :prefix || U&'\\+10FFFF'")
                        + (after == null ? "" : " AND (n.name, n.id) > (:afterName, :afterId::uuid)")
                        + " ORDER BY n.name, n.id LIMIT :fetch")
                .bind("type", type.wireName())
                .bind("at", at)
                .bind("fetch", page.fetch());
        if (namespace != null) {
            query.bind("namespace", namespace);
        }
        if (prefix != null) {
            query.bind("prefix", prefix);
        }
        if (after != null) {
            query.bind("afterName", after.key()).bind("afterId", after.id());
        }
        return query.map((row, context) -> new Listed(row.getString("id"), node(row)))
                .list();
    }

    /** A node of a list, with what the cursor needs. */
    record Listed(String id, GraphNode node) {
        String cursor() {
            return Cursor.of(node.ref().name(), id);
        }
    }

    /**
     * What is reached from the roots, nearest first, themselves included; at most one more than {@link #MAX_NODES}. Each
     * node is fetched by its key: the planner, who cannot know how many are reached, else reads the whole table.
     */
    List<Reached> walk(Collection<UUID> roots, boolean up, Set<Relation> types, int depth) {
        return sql.createQuery("SELECT " + NODE + """
                        , w.distance
                        FROM memorygraph.walk(:roots::uuid[], :up, :types, :depth, :max, :at::timestamptz) w
                        CROSS JOIN LATERAL (SELECT * FROM memorygraph.node n WHERE n.id = w.id OFFSET 0) n
                        WHERE n.valid_from <= :at::timestamptz
                        ORDER BY w.distance, n.type, n.namespace, n.name LIMIT :max""")
                .bind("roots", roots)
                .bind("up", up)
                .bind("types", names(types))
                .bind("depth", depth)
                .bind("max", MAX_NODES + 1)
                .bind("at", at)
                .map((row, context) -> new Reached(node(row), row.getInt("distance")))
                .list();
    }

    /** The edges that lead into (up) or out of (down) these nodes. */
    List<StoredEdge> edges(Collection<UUID> nodes, boolean up, Set<Relation> types) {
        return sql.createQuery("""
                        SELECT e.upstream, e.downstream, e.type, e.attributes::text AS attributes, e.source, e.created_at,
                            e.seen_at, e.deleted_at
                        FROM memorygraph.edge e
                        WHERE\s""" + (up ? "e.downstream" : "e.upstream") + """
                         = ANY(:nodes::uuid[]) AND e.type = ANY(:types) AND e.created_at <= :at::timestamptz
                            AND (e.deleted_at IS NULL OR e.deleted_at > :at::timestamptz)
                        LIMIT :max""")
                .bind("nodes", nodes)
                .bind("types", names(types))
                .bind("at", at)
                .bind("max", MAX_EDGES)
                .map(GraphReadDao::edge)
                .list();
    }

    private static List<String> names(Set<Relation> types) {
        return types.stream().map(Relation::wireName).sorted().toList();
    }

    private static StoredEdge edge(ResultSet row, StatementContext context) throws SQLException {
        return new StoredEdge(
                row.getObject("upstream", UUID.class),
                row.getObject("downstream", UUID.class),
                Relation.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                row.getString("attributes"),
                row.getString("source"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                instant(row, "deleted_at"));
    }

    /** Asked about a time, a node that ended later had not ended. */
    private GraphNode node(ResultSet row) throws SQLException {
        Instant validTo = instant(row, "valid_to");
        boolean ended = validTo != null && (asOf == null || !validTo.isAfter(asOf));
        return new GraphNode(
                new NodeRef(
                        NodeType.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                        row.getString("namespace"),
                        row.getString("name")),
                row.getString("version"),
                row.getString("attributes"),
                row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                ended ? validTo : null);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
