// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The limits' table. */
record LimitDao(Handle sql) {
    private static final String COLUMNS = "tenant, level, subject, spec, revision, created_at, updated_at";
    private static final ObjectMapper JSON =
            WireFormat.newMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What is kept as one document. */
    private record Spec(@Nullable PriorityClass priority, List<String> members, List<Limit> limits) {}

    Optional<LimitSet> find(LimitLevel level, String subject) {
        return one(level, subject, "");
    }

    /** The same, held until the transaction ends. */
    Optional<LimitSet> lock(LimitLevel level, String subject) {
        return one(level, subject, " FOR UPDATE");
    }

    private Optional<LimitSet> one(LimitLevel level, String subject, String hold) {
        return sql.createQuery("SELECT " + COLUMNS
                        + " FROM gateway.limit_set WHERE level = :level AND subject = :subject" + hold)
                .bind("level", level.wireName())
                .bind("subject", subject)
                .map(LimitDao::read)
                .findOne();
    }

    /** Stores it unless there is one. */
    boolean insert(LimitSet set, Caller by) {
        return sql.createUpdate("""
                        INSERT INTO gateway.limit_set
                            (tenant, level, subject, spec, revision, created_at, updated_at, updated_by)
                        VALUES (:tenant, :level, :subject, CAST(:spec AS jsonb), :revision, :createdAt, :updatedAt, :by)
                        ON CONFLICT (tenant, level, subject) DO NOTHING""")
                        .bind("tenant", set.tenant().value())
                        .bind("level", set.level().wireName())
                        .bind("subject", set.subject())
                        .bind("spec", spec(set))
                        .bind("revision", set.revision())
                        .bind("createdAt", set.createdAt())
                        .bind("updatedAt", set.updatedAt())
                        .bind("by", by.principalId())
                        .execute()
                == 1;
    }

    void update(LimitSet set, Caller by) {
        sql.createUpdate("""
                        UPDATE gateway.limit_set
                        SET spec = CAST(:spec AS jsonb), revision = :revision, updated_at = :updatedAt, updated_by = :by
                        WHERE level = :level AND subject = :subject""")
                .bind("level", set.level().wireName())
                .bind("subject", set.subject())
                .bind("spec", spec(set))
                .bind("revision", set.revision())
                .bind("updatedAt", set.updatedAt())
                .bind("by", by.principalId())
                .execute();
    }

    boolean delete(LimitLevel level, String subject) {
        return sql.createUpdate("DELETE FROM gateway.limit_set WHERE level = :level AND subject = :subject")
                        .bind("level", level.wireName())
                        .bind("subject", subject)
                        .execute()
                == 1;
    }

    /** At most {@code max}. */
    int count(int max) {
        return sql.createQuery("SELECT count(*) FROM (SELECT 1 FROM gateway.limit_set LIMIT :max) AS counted")
                .bind("max", max)
                .mapTo(Integer.class)
                .one();
    }

    /** By level and subject; a page goes on behind {@code level/subject}. */
    List<LimitSet> list(PageRequest page) {
        String after = page.after() == null ? "/" : page.after();
        int slash = after.indexOf('/');
        return sql.createQuery("SELECT " + COLUMNS + " FROM gateway.limit_set"
                        + " WHERE (level, subject) > (:level, :subject) ORDER BY level, subject LIMIT :fetch")
                .bind("level", after.substring(0, Math.max(0, slash)))
                .bind("subject", after.substring(slash + 1))
                .bind("fetch", page.fetch())
                .map(LimitDao::read)
                .list();
    }

    /** Of every tenant; as role {@code system}. */
    List<LimitSet> all(int max) {
        return sql.createQuery(
                        "SELECT " + COLUMNS + " FROM gateway.limit_set ORDER BY tenant, level, subject LIMIT :max")
                .bind("max", max)
                .map(LimitDao::read)
                .list();
    }

    private static String spec(LimitSet set) {
        try {
            return JSON.writeValueAsString(new Spec(set.priority(), set.members(), set.limits()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LimitSet read(ResultSet row, StatementContext context) throws SQLException {
        try {
            Spec spec = JSON.readValue(row.getString("spec"), Spec.class);
            return new LimitSet(
                    new TenantId(row.getString("tenant")),
                    LimitLevel.parse(row.getString("level")),
                    row.getString("subject"),
                    spec.priority(),
                    spec.members(),
                    spec.limits(),
                    row.getLong("revision"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getObject("updated_at", OffsetDateTime.class).toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("the limits of " + row.getString("subject") + " cannot be read", e);
        }
    }
}
