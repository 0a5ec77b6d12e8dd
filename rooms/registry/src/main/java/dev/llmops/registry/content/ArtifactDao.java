// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The files of versions, in {@code registry.artifact}. */
record ArtifactDao(Handle sql) {
    /** A file of a version. */
    record Row(String name, String attachedBy, Instant attachedAt, ContentRow content) {}

    /** The version's status, held so that it cannot be published meanwhile; empty when there is no such version. */
    Optional<String> holdStatus(String assetId) {
        return sql.createQuery("SELECT a.status FROM registry.asset a WHERE a.id = :id FOR SHARE")
                .bind("id", assetId)
                .mapTo(String.class)
                .findOne();
    }

    boolean assetExists(String assetId) {
        return sql.createQuery("SELECT EXISTS (SELECT 1 FROM registry.asset a WHERE a.id = :id)")
                .bind("id", assetId)
                .mapTo(Boolean.class)
                .one();
    }

    Optional<Row> find(String assetId, String name) {
        return query(" AND r.name = :name", assetId)
                .bind("name", name)
                .bind("limit", 1)
                .map(ArtifactDao::row)
                .findOne();
    }

    /** By name. */
    List<Row> list(String assetId, @Nullable String after, int limit) {
        Query query = query(after == null ? "" : " AND r.name > :after", assetId);
        if (after != null) {
            query.bind("after", after);
        }
        return query.bind("limit", limit).map(ArtifactDao::row).list();
    }

    private Query query(String condition, String assetId) {
        return sql.createQuery("SELECT r.name, r.attached_by, r.attached_at, " + ContentDao.COLUMNS + """
                        FROM registry.artifact r JOIN registry.content c ON c.tenant = r.tenant AND c.digest = r.digest
                        WHERE r.asset_id = :asset""" + condition
                        + " ORDER BY r.name LIMIT :limit")
                .bind("asset", assetId);
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getString("name"),
                row.getString("attached_by"),
                row.getObject("attached_at", OffsetDateTime.class).toInstant(),
                ContentRow.read(row, context));
    }

    long count(String assetId) {
        return sql.createQuery("SELECT count(*) FROM registry.artifact r WHERE r.asset_id = :asset")
                .bind("asset", assetId)
                .mapTo(Long.class)
                .one();
    }

    /** How many files of versions are this object. */
    long references(String sha256) {
        return sql.createQuery("SELECT count(*) FROM registry.artifact r WHERE r.digest = :digest")
                .bind("digest", sha256)
                .mapTo(Long.class)
                .one();
    }

    void put(String tenant, String assetId, String name, String sha256, String by, Instant at) {
        sql.createUpdate("""
                        INSERT INTO registry.artifact (tenant, asset_id, name, digest, attached_at, attached_by)
                        VALUES (:tenant, :asset, :name, :digest, :at, :by)
                        ON CONFLICT (tenant, asset_id, name) DO UPDATE SET
                            digest = excluded.digest, attached_at = excluded.attached_at, attached_by = excluded.attached_by""")
                .bind("tenant", tenant)
                .bind("asset", assetId)
                .bind("name", name)
                .bind("digest", sha256)
                .bind("at", at)
                .bind("by", by)
                .execute();
    }

    boolean remove(String assetId, String name) {
        return sql.createUpdate("DELETE FROM registry.artifact WHERE asset_id = :asset AND name = :name")
                        .bind("asset", assetId)
                        .bind("name", name)
                        .execute()
                == 1;
    }
}
