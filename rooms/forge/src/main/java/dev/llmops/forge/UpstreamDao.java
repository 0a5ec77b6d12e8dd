// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The upstreams' table. Deleted rows stay for the history of their calls and are seen by nobody. */
final class UpstreamDao {
    private static final String COLUMNS = """
            id, tenant, name, kind, base_url, sealed_credential, timeout_ms, latency_ms, token_delay_ms, revision,
            created_at, updated_at""";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Handle sql;

    UpstreamDao(Handle sql) {
        this.sql = sql;
    }

    /** Stores it unless its name is taken. */
    boolean insert(Upstream upstream) {
        return bind(sql.createUpdate("""
                        INSERT INTO forge.upstream (id, tenant, name, kind, base_url, sealed_credential, timeout_ms,
                            latency_ms, token_delay_ms, revision, created_at, updated_at)
                        VALUES (:id, :tenant, :name, :kind, :baseUrl, :sealedCredential, :timeout, :latency,
                            :tokenDelay, :revision, :createdAt, :updatedAt)
                        ON CONFLICT (tenant, name) WHERE deleted_at IS NULL DO NOTHING"""), upstream)
                        .bind("createdAt", upstream.createdAt())
                        .execute()
                == 1;
    }

    /** Replaces what it says; a taken name is {@code duplicate}. */
    void update(Upstream upstream) {
        try {
            bind(sql.createUpdate("""
                    UPDATE forge.upstream
                    SET name = :name, kind = :kind, base_url = :baseUrl, sealed_credential = :sealedCredential,
                        timeout_ms = :timeout, latency_ms = :latency, token_delay_ms = :tokenDelay,
                        revision = :revision, updated_at = :updatedAt
                    WHERE id = :id AND tenant = :tenant AND deleted_at IS NULL"""), upstream).execute();
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException cause && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                throw nameTaken(upstream.name());
            }
            throw e;
        }
    }

    /** Marks it deleted and forgets its credential; false when there is none to delete. */
    boolean delete(String id, Instant now) {
        return sql.createUpdate("""
                        UPDATE forge.upstream SET deleted_at = :now, sealed_credential = NULL
                        WHERE id = :id AND deleted_at IS NULL""").bind("id", id).bind("now", now).execute() == 1;
    }

    boolean wasDeleted(String id) {
        return sql.createQuery("SELECT count(*) FROM forge.upstream WHERE id = :id AND deleted_at IS NOT NULL")
                        .bind("id", id)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    Optional<Upstream> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM forge.upstream WHERE id = :id AND deleted_at IS NULL")
                .bind("id", id)
                .map(UpstreamDao::upstream)
                .findOne();
    }

    /** The same, locked until the transaction ends. */
    Optional<Upstream> lock(String id) {
        return sql.createQuery(
                        "SELECT " + COLUMNS + " FROM forge.upstream WHERE id = :id AND deleted_at IS NULL FOR UPDATE")
                .bind("id", id)
                .map(UpstreamDao::upstream)
                .findOne();
    }

    Optional<Upstream> findByName(String name) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM forge.upstream WHERE name = :name AND deleted_at IS NULL")
                .bind("name", name)
                .map(UpstreamDao::upstream)
                .findOne();
    }

    int count(int max) {
        return sql.createQuery("""
                        SELECT count(*) FROM (SELECT 1 FROM forge.upstream WHERE deleted_at IS NULL LIMIT :max) AS counted""").bind("max", max).mapTo(Integer.class).one();
    }

    /** Newest first. */
    List<Upstream> list(PageRequest page) {
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM forge.upstream WHERE deleted_at IS NULL"
                        + (page.after() == null ? "" : " AND id < :after") + " ORDER BY id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (page.after() != null) {
            query.bind("after", page.after());
        }
        return query.map(UpstreamDao::upstream).list();
    }

    /** Of every tenant; as role {@code system}. */
    List<Upstream> all(int max) {
        return sql.createQuery(
                        "SELECT " + COLUMNS + " FROM forge.upstream WHERE deleted_at IS NULL ORDER BY id LIMIT :max")
                .bind("max", max)
                .map(UpstreamDao::upstream)
                .list();
    }

    static Problem nameTaken(String name) {
        return new Problem(
                ErrorCode.DUPLICATE, "name: '" + name + "' (expected: a name that no other upstream of yours has)");
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Upstream upstream) {
        return statement
                .bind("id", upstream.id())
                .bind("tenant", upstream.tenant().value())
                .bind("name", upstream.name())
                .bind("kind", upstream.kind().wireName())
                .bind("baseUrl", upstream.baseUrl())
                .bind("sealedCredential", upstream.sealedCredential())
                .bind("timeout", upstream.timeoutMillis())
                .bind("latency", upstream.latencyMillis())
                .bind("tokenDelay", upstream.tokenDelayMillis())
                .bind("revision", upstream.revision())
                .bind("updatedAt", upstream.updatedAt());
    }

    private static Upstream upstream(ResultSet row, StatementContext context) throws SQLException {
        return new Upstream(
                row.getString("id"),
                new TenantId(row.getString("tenant")),
                row.getString("name"),
                UpstreamKind.parse(row.getString("kind")),
                row.getString("base_url"),
                row.getString("sealed_credential"),
                row.getLong("timeout_ms"),
                row.getLong("latency_ms"),
                row.getLong("token_delay_ms"),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
