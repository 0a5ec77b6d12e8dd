// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** {@code registry.webhook_delivery}. */
record DeliveryDao(Handle sql) {
    private static final int SWEEP = 500;
    private static final String COLUMNS = """
            id, webhook_id, event_id, event_type, place, body, state, tries, next_at, last_status, last_error, created_at,
            ended_at
            """;

    /** False when this event was queued for this webhook before. */
    boolean insert(String tenant, Delivery delivery) {
        return sql.createUpdate("""
                        INSERT INTO registry.webhook_delivery (tenant, id, webhook_id, event_id, event_type, place, body,
                            state, tries, next_at, created_at)
                        VALUES (:tenant, :id, :webhook, :event, :type, :place, :body, :state, :tries, :nextAt, :createdAt)
                        ON CONFLICT (tenant, webhook_id, event_id) DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("id", delivery.id())
                        .bind("webhook", delivery.webhookId())
                        .bind("event", delivery.eventId())
                        .bind("type", delivery.eventType())
                        .bind("place", delivery.place())
                        .bind("body", delivery.body())
                        .bind("state", delivery.state().wireName())
                        .bind("tries", delivery.tries())
                        .bind("nextAt", delivery.nextAt())
                        .bind("createdAt", delivery.createdAt())
                        .execute()
                == 1;
    }

    void update(Delivery delivery) {
        sql.createUpdate("""
                        UPDATE registry.webhook_delivery SET
                            state = :state, tries = :tries, next_at = :nextAt, last_status = :status, last_error = :error,
                            ended_at = CAST(:endedAt AS timestamptz)
                        WHERE id = :id""")
                .bind("id", delivery.id())
                .bind("state", delivery.state().wireName())
                .bind("tries", delivery.tries())
                .bind("nextAt", delivery.nextAt())
                .bind("status", delivery.lastStatus())
                .bind("error", delivery.lastError())
                .bind("endedAt", delivery.endedAt())
                .execute();
    }

    /** The one that everything behind waits for. */
    Optional<Delivery> first(String webhookId) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.webhook_delivery
                         WHERE webhook_id = :webhook AND state = 'pending'
                         ORDER BY place
                         LIMIT 1""")
                .bind("webhook", webhookId)
                .map(DeliveryDao::delivery)
                .findOne();
    }

    Optional<Delivery> hold(String webhookId, String id) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.webhook_delivery WHERE id = :id AND webhook_id = :webhook FOR UPDATE""")
                .bind("id", id)
                .bind("webhook", webhookId)
                .map(DeliveryDao::delivery)
                .findOne();
    }

    int pending(String webhookId, int max) {
        return sql.createQuery("""
                        SELECT count(*) FROM (
                            SELECT 1 FROM registry.webhook_delivery
                            WHERE webhook_id = :webhook AND state = 'pending' LIMIT :max) AS counted""")
                .bind("webhook", webhookId)
                .bind("max", max)
                .mapTo(Integer.class)
                .one();
    }

    /** Newest first. */
    List<Delivery> list(String webhookId, @Nullable DeliveryState state, PageRequest page) {
        String after = page.after();
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM registry.webhook_delivery WHERE webhook_id = :webhook"
                        + (state == null ? "" : " AND state = :state")
                        + (after == null ? "" : " AND id < :after") + " ORDER BY id DESC LIMIT :fetch")
                .bind("webhook", webhookId)
                .bind("fetch", page.fetch());
        if (state != null) {
            query.bind("state", state.wireName());
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(DeliveryDao::delivery).list();
    }

    /** Forgets what ended long ago, some at a time. */
    void sweep(String webhookId, Instant deliveredBefore, Instant deadBefore) {
        sql.createUpdate("""
                        DELETE FROM registry.webhook_delivery WHERE id IN (
                            SELECT id FROM registry.webhook_delivery
                            WHERE webhook_id = :webhook AND state <> 'pending' AND ended_at < :deliveredBefore
                              AND (state = 'delivered' OR ended_at < :deadBefore)
                            ORDER BY ended_at LIMIT :max)""")
                .bind("webhook", webhookId)
                .bind("deliveredBefore", deliveredBefore)
                .bind("deadBefore", deadBefore)
                .bind("max", SWEEP)
                .execute();
    }

    /** The place of this transaction in the log. */
    String here() {
        return sql.createQuery("""
                        SELECT lpad(to_hex(platform.current_epoch()), 8, '0')
                            || lpad(to_hex(pg_current_xact_id()::text::bigint), 16, '0') || repeat('0', 16)""").mapTo(String.class).one();
    }

    private static Delivery delivery(ResultSet row, StatementContext context) throws SQLException {
        return new Delivery(
                row.getString("id"),
                row.getString("webhook_id"),
                row.getString("event_id"),
                row.getString("event_type"),
                row.getString("place"),
                row.getString("body"),
                DeliveryState.parse(row.getString("state")),
                row.getInt("tries"),
                row.getObject("next_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                WebhookDao.instant(row, "ended_at"));
    }
}
