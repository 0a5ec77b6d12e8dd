// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import dev.llmops.registry.document.JsonSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Rows of {@code registry.annotation}. */
record AnnotationDao(Handle sql) {
    private static final String COLUMNS = "asset_id, key, type, value, revision, created_at, updated_at, updated_by ";

    /** The revision of the version, held so that it is not deleted; empty when there is no such version. */
    Optional<Long> hold(String assetId) {
        return sql.createQuery("SELECT revision FROM registry.asset WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", assetId)
                .mapTo(Long.class)
                .findOne();
    }

    boolean exists(String assetId) {
        return sql.createQuery("SELECT EXISTS (SELECT 1 FROM registry.asset WHERE id = :id)")
                .bind("id", assetId)
                .mapTo(Boolean.class)
                .one();
    }

    Optional<Annotation> find(String assetId, String key) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.annotation WHERE asset_id = :id AND key = :key")
                .bind("id", assetId)
                .bind("key", key)
                .map(AnnotationDao::read)
                .findOne();
    }

    List<Annotation> list(String assetId, @Nullable String after, int limit) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.annotation WHERE asset_id = :id AND key > :after ORDER BY key LIMIT :limit""")
                .bind("id", assetId)
                .bind("after", after == null ? "" : after)
                .bind("limit", limit)
                .map(AnnotationDao::read)
                .list();
    }

    int count(String assetId) {
        return sql.createQuery("SELECT count(*) FROM registry.annotation WHERE asset_id = :id")
                .bind("id", assetId)
                .mapTo(Integer.class)
                .one();
    }

    void write(String tenant, Annotation annotation) {
        sql.createUpdate("""
                        INSERT INTO registry.annotation (
                            tenant, asset_id, key, type, value, revision, created_at, updated_at, updated_by)
                        VALUES (
                            :tenant, :assetId, :key, :type, CAST(:value AS jsonb), :revision, :createdAt, :updatedAt, :by)
                        ON CONFLICT (tenant, asset_id, key) DO UPDATE SET
                            type = excluded.type, value = excluded.value, revision = excluded.revision,
                            updated_at = excluded.updated_at, updated_by = excluded.updated_by""")
                .bind("tenant", tenant)
                .bind("assetId", annotation.assetId())
                .bind("key", annotation.key())
                .bind("type", annotation.type().wireName())
                .bind("value", annotation.value().toString())
                .bind("revision", annotation.revision())
                .bind("createdAt", annotation.createdAt().atOffset(ZoneOffset.UTC))
                .bind("updatedAt", annotation.updatedAt().atOffset(ZoneOffset.UTC))
                .bind("by", annotation.updatedBy())
                .execute();
    }

    void delete(String assetId, String key) {
        sql.createUpdate("DELETE FROM registry.annotation WHERE asset_id = :id AND key = :key")
                .bind("id", assetId)
                .bind("key", key)
                .execute();
    }

    private static Annotation read(ResultSet row, StatementContext context) throws SQLException {
        return new Annotation(
                row.getString("asset_id"),
                row.getString("key"),
                AnnotationType.parse(row.getString("type")),
                JsonSource.read(row.getString("value")).root(),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"));
    }
}
