// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Build services of the open transaction's tenant. */
final class BuilderDao {
    private final Handle sql;

    BuilderDao(Handle sql) {
        this.sql = sql;
    }

    void put(String tenant, Builder builder) {
        sql.createUpdate("""
                        INSERT INTO provenance.builder (tenant, id, builder_id, signer, max_level, created_at, created_by)
                        VALUES (:tenant, :id, :builderId, :signer, :maxLevel, :createdAt, :createdBy)
                        ON CONFLICT ON CONSTRAINT builder_pattern
                        DO UPDATE SET signer = :signer, max_level = :maxLevel""")
                .bind("tenant", tenant)
                .bind("id", builder.id())
                .bind("builderId", builder.builderId())
                .bind("signer", builder.signer())
                .bind("maxLevel", builder.maxLevel())
                .bind("createdAt", builder.createdAt().atOffset(ZoneOffset.UTC))
                .bind("createdBy", builder.createdBy())
                .execute();
    }

    List<Builder> all(int max) {
        return sql.createQuery("""
                        SELECT id, builder_id, signer, max_level, created_at, created_by
                        FROM provenance.builder ORDER BY id LIMIT :max""").bind("max", max).map(BuilderDao::builder).list();
    }

    boolean delete(String id) {
        return sql.createUpdate("DELETE FROM provenance.builder WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    private static Builder builder(ResultSet row, StatementContext context) throws SQLException {
        return new Builder(
                row.getString("id"),
                row.getString("builder_id"),
                row.getString("signer"),
                row.getInt("max_level"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"));
    }
}
