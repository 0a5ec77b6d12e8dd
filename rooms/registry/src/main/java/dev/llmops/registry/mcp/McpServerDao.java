// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** MCP servers among the assets: versions of kind tool that carry a server.json and left draft. */
record McpServerDao(Handle sql) {
    private static final String NEWER = """
            EXISTS (
                SELECT 1 FROM registry.asset b
                WHERE b.tenant = a.tenant AND b.kind = a.kind AND b.name = a.name
                  AND b.status IN ('published', 'deprecated') AND b.spec ->> 'type' = 'mcp'
                  AND (b.sort_key, b.version) > (a.sort_key, a.version))""";
    private static final String SELECT = "SELECT a.name, a.version, a.status, a.status_reason, a.published_at,"
            + " a.updated_at, coalesce(a.retired_at, a.deprecated_at, a.published_at) AS status_changed_at,"
            + " (a.spec -> 'mcp')::text AS server, a.spec ->> 'name' AS original, a.status <> 'retired' AND NOT "
            + NEWER
            + " AS latest FROM registry.asset a WHERE a.kind = 'tool' AND a.status <> 'draft'"
            + " AND a.spec ->> 'type' = 'mcp' AND a.spec -> 'mcp' IS NOT NULL";

    /**
     * One version of a server.
     *
     * @param asset its name among the assets
     * @param version its version among them
     * @param server the server.json as JSON text
     * @param original the server's own name, for tools that were not imported
     */
    record Row(
            String asset,
            String version,
            String status,
            @Nullable String reason,
            @Nullable Instant publishedAt,
            @Nullable Instant statusChangedAt,
            Instant updatedAt,
            String server,
            @Nullable String original,
            boolean latest) {}

    /**
     * What a list is narrowed to.
     *
     * @param search a part of the server's own name, in any case
     * @param version a version among the assets
     */
    record Filter(
            @Nullable String search,
            @Nullable Instant updatedSince,
            @Nullable String version,
            boolean onlyLatest,
            boolean deleted) {}

    /** By name and version, after the last ones seen. */
    List<Row> list(Filter filter, @Nullable String afterName, @Nullable String afterVersion, int limit) {
        List<String> conditions = new ArrayList<>(List.of(""));
        Map<String, Object> values = new HashMap<>();
        if (afterName != null && afterVersion != null) {
            conditions.add("(a.name, a.version) > (:afterName, :afterVersion)");
            values.put("afterName", afterName);
            values.put("afterVersion", afterVersion);
        }
        if (filter.search() != null) {
            conditions.add("position(lower(:search) IN lower(coalesce(a.spec ->> 'name', a.name))) > 0");
            values.put("search", filter.search());
        }
        if (filter.updatedSince() != null) {
            conditions.add("a.updated_at >= :since");
            values.put("since", filter.updatedSince());
        }
        if (filter.version() != null) {
            conditions.add("a.version = :version");
            values.put("version", filter.version());
        }
        if (filter.onlyLatest()) {
            conditions.add("a.status <> 'retired' AND NOT " + NEWER);
        } else if (!filter.deleted()) {
            conditions.add("a.status <> 'retired'");
        }
        Query query =
                sql.createQuery(SELECT + String.join(" AND ", conditions) + " ORDER BY a.name, a.version LIMIT :limit");
        values.forEach(query::bind);
        return query.bind("limit", limit).map(McpServerDao::row).list();
    }

    /** Newest published first; at most {@code limit}. */
    List<Row> versions(String asset, boolean deleted, int limit) {
        return sql.createQuery(SELECT + " AND a.name = :name" + (deleted ? "" : " AND a.status <> 'retired'")
                        + " ORDER BY a.published_at DESC, a.id DESC LIMIT :limit")
                .bind("name", asset)
                .bind("limit", limit)
                .map(McpServerDao::row)
                .list();
    }

    Optional<Row> version(String asset, String version, boolean deleted) {
        return sql.createQuery(SELECT + " AND a.name = :name AND a.version = :version"
                        + (deleted ? "" : " AND a.status <> 'retired'"))
                .bind("name", asset)
                .bind("version", version)
                .map(McpServerDao::row)
                .findOne();
    }

    /** The highest version in SemVer's order, pre-releases included. */
    Optional<Row> latest(String asset) {
        return sql.createQuery(SELECT + " AND a.name = :name AND a.status <> 'retired'"
                        + " ORDER BY a.sort_key DESC, a.version DESC LIMIT 1")
                .bind("name", asset)
                .map(McpServerDao::row)
                .findOne();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getString("name"),
                row.getString("version"),
                row.getString("status"),
                row.getString("status_reason"),
                instant(row, "published_at"),
                instant(row, "status_changed_at"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("server"),
                row.getString("original"),
                row.getBoolean("latest"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
