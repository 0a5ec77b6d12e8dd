// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * {@code registry.webhook_due}: a row says that something waits for a webhook. Leases run by the database's clock, so
 * that processes whose clocks differ agree on them.
 */
record DueDao(Handle sql) {
    /** A webhook that somebody should look after. */
    record Due(TenantId tenant, String webhookId) {}

    /** Of every tenant, as role {@code system}. */
    List<Due> due(Instant now, int max) {
        return sql.createQuery("""
                        SELECT tenant, webhook_id
                        FROM registry.webhook_due
                        WHERE due_at <= :now AND (lease_until IS NULL OR lease_until < now())
                        ORDER BY due_at
                        LIMIT :max""")
                .bind("now", now)
                .bind("max", max)
                .map((row, context) -> new Due(new TenantId(row.getString("tenant")), row.getString("webhook_id")))
                .list();
    }

    /** From {@code at} on, or earlier when that was said before. */
    void add(String tenant, String webhookId, Instant at) {
        sql.createUpdate("""
                        INSERT INTO registry.webhook_due AS d (tenant, webhook_id, due_at) VALUES (:tenant, :webhook, :at)
                        ON CONFLICT (tenant, webhook_id) DO UPDATE SET due_at = least(d.due_at, excluded.due_at)""")
                .bind("tenant", tenant)
                .bind("webhook", webhookId)
                .bind("at", at)
                .execute();
    }

    /** Takes a webhook that is due and that nobody holds. */
    boolean claim(String webhookId, String owner, Instant now, Duration lease) {
        return sql.createUpdate("""
                        UPDATE registry.webhook_due
                        SET lease_owner = :owner, lease_until = now() + CAST(:lease AS interval)
                        WHERE webhook_id = :webhook AND due_at <= :now AND (lease_until IS NULL OR lease_until < now())""")
                        .bind("webhook", webhookId)
                        .bind("owner", owner)
                        .bind("now", now)
                        .bind("lease", lease.toString())
                        .execute()
                == 1;
    }

    /** Goes on holding it; false when another took it meanwhile, or it is gone. The row is locked from here. */
    boolean renew(String webhookId, String owner, Duration lease) {
        return sql.createUpdate("""
                        UPDATE registry.webhook_due SET lease_until = now() + CAST(:lease AS interval)
                        WHERE webhook_id = :webhook AND lease_owner = :owner""")
                        .bind("webhook", webhookId)
                        .bind("owner", owner)
                        .bind("lease", lease.toString())
                        .execute()
                == 1;
    }

    void release(String webhookId, String owner, Instant dueAt) {
        sql.createUpdate("""
                        UPDATE registry.webhook_due SET lease_owner = NULL, lease_until = NULL, due_at = :dueAt
                        WHERE webhook_id = :webhook AND lease_owner = :owner""")
                .bind("webhook", webhookId)
                .bind("owner", owner)
                .bind("dueAt", dueAt)
                .execute();
    }

    void remove(String webhookId) {
        sql.createUpdate("DELETE FROM registry.webhook_due WHERE webhook_id = :webhook")
                .bind("webhook", webhookId)
                .execute();
    }
}
