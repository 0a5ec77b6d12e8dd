// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.kind;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Rows of {@code registry.kind}. */
public record KindDao(Handle sql) {
    /** A registered kind without its schema. */
    public record Row(String name, String description, Instant createdAt, String createdBy) {}

    boolean insert(String tenant, Row row, String specSchema) {
        return sql.createUpdate("""
                        INSERT INTO registry.kind (tenant, name, description, spec_schema, created_at, created_by)
                        VALUES (:tenant, :name, :description, CAST(:schema AS jsonb), :createdAt, :createdBy)
                        ON CONFLICT (tenant, name) DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("name", row.name())
                        .bind("description", row.description())
                        .bind("schema", specSchema)
                        .bind("createdAt", OffsetDateTime.ofInstant(row.createdAt(), ZoneOffset.UTC))
                        .bind("createdBy", row.createdBy())
                        .execute()
                == 1;
    }

    /** Counts and holds, so that two registrations at a time do not both find room. */
    int count() {
        return sql.createQuery("SELECT name FROM registry.kind ORDER BY name LIMIT :limit FOR UPDATE")
                .bind("limit", Kinds.MAX_KINDS + 1)
                .mapTo(String.class)
                .list()
                .size();
    }

    List<Row> list() {
        return sql.createQuery("""
                        SELECT name, description, created_at, created_by FROM registry.kind ORDER BY name LIMIT :limit""")
                .bind("limit", Kinds.MAX_KINDS + 1)
                .map((row, context) -> new Row(
                        row.getString("name"),
                        row.getString("description"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("created_by")))
                .list();
    }

    Optional<String> schema(String name) {
        return sql.createQuery("SELECT spec_schema FROM registry.kind WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }

    /** Whether it is there; it then stays until the transaction ends. */
    public boolean hold(String name) {
        return sql.createQuery("SELECT name FROM registry.kind WHERE name = :name FOR SHARE")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    /** Whether it was there. */
    boolean delete(String name) {
        return sql.createUpdate("DELETE FROM registry.kind WHERE name = :name")
                        .bind("name", name)
                        .execute()
                == 1;
    }

    /** Some of the names that have versions of the kind. */
    List<String> users(String name, int limit) {
        return sql.createQuery("""
                        SELECT DISTINCT a.name
                        FROM (SELECT name FROM registry.asset WHERE kind = :kind ORDER BY name LIMIT 1000) AS a
                        ORDER BY a.name LIMIT :limit""")
                .bind("kind", name)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }
}
