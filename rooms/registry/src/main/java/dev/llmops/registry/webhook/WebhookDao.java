// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.PageRequest;
import dev.llmops.registry.feed.EventTypes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** {@code registry.webhook}. */
record WebhookDao(Handle sql) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = """
            id, url, description, types, sealed_secret, sealed_former_secret, former_until, state, state_reason, failures,
            failing_since, since, revision, created_at, created_by, updated_at, updated_by
            """;

    void insert(String tenant, Webhook webhook) {
        bind(sql.createUpdate("""
                        INSERT INTO registry.webhook (tenant, id, url, description, types, sealed_secret, state, failures,
                            revision, created_at, created_by, updated_at, updated_by)
                        VALUES (:tenant, :id, :url, :description, CAST(:types AS jsonb), :secret, :state, 0,
                            :revision, :createdAt, :createdBy, :updatedAt, :updatedBy)"""), webhook)
                .bind("tenant", tenant)
                .bind("createdAt", webhook.createdAt())
                .bind("createdBy", webhook.createdBy())
                .execute();
    }

    void update(Webhook webhook) {
        bind(sql.createUpdate("""
                        UPDATE registry.webhook SET
                            url = :url, description = :description, types = CAST(:types AS jsonb),
                            sealed_secret = :secret, sealed_former_secret = :formerSecret,
                            former_until = CAST(:formerUntil AS timestamptz), state = :state, state_reason = :stateReason,
                            failures = :failures, failing_since = CAST(:failingSince AS timestamptz),
                            revision = :revision, updated_at = :updatedAt, updated_by = :updatedBy
                        WHERE id = :id"""), webhook)
                .bind("formerSecret", webhook.sealedFormerSecret())
                .bind("formerUntil", webhook.formerUntil())
                .bind("stateReason", webhook.stateReason())
                .bind("failures", webhook.failures())
                .bind("failingSince", webhook.failingSince())
                .execute();
    }

    /** Counts tries that failed; null begins anew after a success. Leaves the revision alone: nobody changed anything. */
    void health(String id, int failures, @Nullable Instant failingSince) {
        sql.createUpdate("""
                        UPDATE registry.webhook
                        SET failures = :failures, failing_since = CAST(:failingSince AS timestamptz)
                        WHERE id = :id""")
                .bind("id", id)
                .bind("failures", failures)
                .bind("failingSince", failingSince)
                .execute();
    }

    boolean delete(String id) {
        return sql.createUpdate("DELETE FROM registry.webhook WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    Optional<Webhook> find(String id) {
        return one(id, "");
    }

    /** Held against change, not against references to it, until the transaction ends. */
    Optional<Webhook> hold(String id) {
        return one(id, " FOR NO KEY UPDATE");
    }

    private Optional<Webhook> one(String id, String hold) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.webhook WHERE id = :id" + hold)
                .bind("id", id)
                .map(WebhookDao::webhook)
                .findOne();
    }

    /** Newest first. */
    List<Webhook> list(PageRequest page) {
        String after = page.after();
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM registry.webhook"
                        + (after == null ? "" : " WHERE id < :after") + " ORDER BY id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(WebhookDao::webhook).list();
    }

    /** Those that events are kept for. */
    List<Webhook> listening() {
        return sql.createQuery(
                        "SELECT " + COLUMNS + " FROM registry.webhook WHERE state <> 'disabled' ORDER BY id LIMIT :max")
                .bind("max", WebhookSettings.MAX_PER_TENANT)
                .map(WebhookDao::webhook)
                .list();
    }

    int count() {
        return sql.createQuery("SELECT count(*) FROM (SELECT 1 FROM registry.webhook LIMIT :max) AS counted")
                .bind("max", WebhookSettings.MAX_PER_TENANT)
                .mapTo(Integer.class)
                .one();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Webhook webhook) {
        return statement
                .bind("id", webhook.id())
                .bind("url", webhook.url())
                .bind("description", webhook.description())
                .bind("types", write(webhook.types().patterns()))
                .bind("secret", webhook.sealedSecret())
                .bind("state", webhook.state().wireName())
                .bind("revision", webhook.revision())
                .bind("updatedAt", webhook.updatedAt())
                .bind("updatedBy", webhook.updatedBy());
    }

    private static Webhook webhook(ResultSet row, StatementContext context) throws SQLException {
        return new Webhook(
                row.getString("id"),
                row.getString("url"),
                row.getString("description"),
                new EventTypes(read(row.getString("types"))),
                row.getString("sealed_secret"),
                row.getString("sealed_former_secret"),
                instant(row, "former_until"),
                WebhookState.stored(row.getString("state")),
                row.getString("state_reason"),
                row.getInt("failures"),
                instant(row, "failing_since"),
                row.getString("since"),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String write(List<String> texts) {
        return JSON.valueToTree(texts).toString();
    }

    private static List<String> read(String json) {
        try {
            return List.of(JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("registry.webhook.types is no list of texts", e);
        }
    }
}
