// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.web.WireFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The routes' table. What a route says is one document: it is only ever read as a whole. */
final class RouteDao {
    private static final Logger LOG = Logger.getLogger(RouteDao.class);
    private static final String COLUMNS = "tenant, service, spec, revision, created_at, updated_at";
    private static final ObjectMapper JSON =
            WireFormat.newMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Handle sql;

    RouteDao(Handle sql) {
        this.sql = sql;
    }

    Optional<StoredRoute> find(String service) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM gateway.route WHERE service = :service")
                .bind("service", service)
                .map(RouteDao::route)
                .findOne();
    }

    /** The same, locked until the transaction ends. */
    Optional<StoredRoute> lock(String service) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM gateway.route WHERE service = :service FOR UPDATE")
                .bind("service", service)
                .map(RouteDao::route)
                .findOne();
    }

    /** Stores it unless there is one. */
    boolean insert(StoredRoute route, Caller by) {
        return sql.createUpdate("""
                        INSERT INTO gateway.route (tenant, service, spec, revision, created_at, updated_at, updated_by)
                        VALUES (:tenant, :service, CAST(:spec AS jsonb), :revision, :createdAt, :updatedAt, :by)
                        ON CONFLICT (tenant, service) DO NOTHING""")
                        .bind("tenant", route.tenant().value())
                        .bind("service", route.service())
                        .bind("spec", write(route.spec()))
                        .bind("revision", route.revision())
                        .bind("createdAt", route.createdAt())
                        .bind("updatedAt", route.updatedAt())
                        .bind("by", by.principalId())
                        .execute()
                == 1;
    }

    void update(StoredRoute route, Caller by) {
        sql.createUpdate("""
                        UPDATE gateway.route
                        SET spec = CAST(:spec AS jsonb), revision = :revision, updated_at = :updatedAt, updated_by = :by
                        WHERE service = :service""")
                .bind("service", route.service())
                .bind("spec", write(route.spec()))
                .bind("revision", route.revision())
                .bind("updatedAt", route.updatedAt())
                .bind("by", by.principalId())
                .execute();
    }

    boolean delete(String service) {
        return sql.createUpdate("DELETE FROM gateway.route WHERE service = :service")
                        .bind("service", service)
                        .execute()
                == 1;
    }

    int count(int max) {
        return sql.createQuery("SELECT count(*) FROM (SELECT 1 FROM gateway.route LIMIT :max) AS counted")
                .bind("max", max)
                .mapTo(Integer.class)
                .one();
    }

    /** In the order of the slugs. */
    List<StoredRoute> list(PageRequest page) {
        String after = page.after();
        return sql.createQuery("SELECT " + COLUMNS + " FROM gateway.route WHERE service > :after"
                        + " ORDER BY service LIMIT :fetch")
                .bind("after", after == null ? "" : after)
                .bind("fetch", page.fetch())
                .map(RouteDao::route)
                .list();
    }

    /** Of every tenant; as role {@code system}. One that this version cannot read does not take the others with it. */
    List<StoredRoute> all(int max) {
        return sql
                .createQuery("SELECT " + COLUMNS + " FROM gateway.route ORDER BY tenant, service LIMIT :max")
                .bind("max", max)
                .map(RouteDao::readable)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<StoredRoute> readable(ResultSet row, StatementContext context) throws SQLException {
        try {
            return Optional.of(read(row));
        } catch (JsonProcessingException e) {
            LOG.errorf(
                    "The route of %s of %s cannot be read and is not followed: %s",
                    row.getString("service"), row.getString("tenant"), e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private static String write(RouteSpec spec) {
        try {
            return JSON.writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoredRoute route(ResultSet row, StatementContext context) throws SQLException {
        try {
            return read(row);
        } catch (JsonProcessingException e) {
            throw new SQLException("the route of " + row.getString("service") + " cannot be read", e);
        }
    }

    private static StoredRoute read(ResultSet row) throws SQLException, JsonProcessingException {
        return new StoredRoute(
                new TenantId(row.getString("tenant")),
                row.getString("service"),
                JSON.readValue(row.getString("spec"), RouteSpec.class),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
