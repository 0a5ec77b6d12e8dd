// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The steps of publications, and the work that is due. */
final class PublicationDao {
    private final Handle sql;

    PublicationDao(Handle sql) {
        this.sql = sql;
    }

    /** Writes every step of a new attempt as pending. */
    void plan(TenantId tenant, String serviceId, int attempt) {
        var batch = sql.prepareBatch("""
                INSERT INTO marketplace.publication_step (tenant, service_id, attempt, position, name, result)
                VALUES (:tenant, :service, :attempt, :position, :name, 'pending')""");
        for (StepName step : StepName.values()) {
            batch.bind("tenant", tenant.value())
                    .bind("service", serviceId)
                    .bind("attempt", attempt)
                    .bind("position", step.position())
                    .bind("name", step.wireName())
                    .add();
        }
        batch.execute();
    }

    List<Step> steps(String serviceId, int attempt) {
        return sql.createQuery("""
                        SELECT name, result, started_at, ended_at, findings::text AS findings
                        FROM marketplace.publication_step
                        WHERE service_id = :service AND attempt = :attempt ORDER BY position LIMIT 100""")
                .bind("service", serviceId)
                .bind("attempt", attempt)
                .map(PublicationDao::step)
                .list();
    }

    void started(Listing listing, StepName step, Instant now) {
        sql.createUpdate("""
                        UPDATE marketplace.publication_step
                        SET result = 'running', started_at = coalesce(started_at, :now)
                        WHERE service_id = :service AND attempt = :attempt AND position = :position""")
                .bind("service", listing.id())
                .bind("attempt", listing.attempt())
                .bind("position", step.position())
                .bind("now", now)
                .execute();
    }

    /** Ends a step; when it failed, those after it are skipped. */
    void ended(Listing listing, StepName step, Step.Result result, List<Violation> findings, Instant now) {
        sql.createUpdate("""
                        UPDATE marketplace.publication_step
                        SET result = :result, started_at = coalesce(started_at, :now), ended_at = :now,
                            findings = :findings::jsonb
                        WHERE service_id = :service AND attempt = :attempt AND position = :position""")
                .bind("service", listing.id())
                .bind("attempt", listing.attempt())
                .bind("position", step.position())
                .bind("result", result.wireName())
                .bind("findings", Stored.write(findings))
                .bind("now", now)
                .execute();
        if (result == Step.Result.FAILED) {
            sql.createUpdate("""
                            UPDATE marketplace.publication_step SET result = 'skipped'
                            WHERE service_id = :service AND attempt = :attempt AND position > :position""")
                    .bind("service", listing.id())
                    .bind("attempt", listing.attempt())
                    .bind("position", step.position())
                    .execute();
        }
    }

    /** Work that is due, over all tenants; as role {@code system}. */
    List<Due> due(Instant now, int max) {
        return sql.createQuery("""
                        SELECT tenant, id FROM marketplace.service
                        WHERE work IS NOT NULL AND work_due_at <= :now ORDER BY work_due_at LIMIT :max""")
                .bind("now", now)
                .bind("max", max)
                .map((row, context) -> new Due(new TenantId(row.getString("tenant")), row.getString("id")))
                .list();
    }

    /** Work whose lease may belong to a process that is no more; as role {@code system}. */
    List<Due> leased(Instant now, int max) {
        return sql.createQuery("""
                        SELECT tenant, id FROM marketplace.service
                        WHERE work IS NOT NULL AND work <> 'retirement' AND work_due_at > :now
                        ORDER BY work_due_at LIMIT :max""")
                .bind("now", now)
                .bind("max", max)
                .map((row, context) -> new Due(new TenantId(row.getString("tenant")), row.getString("id")))
                .list();
    }

    /** How much waits for its checks in this tenant. */
    int waiting(int max) {
        return sql.createQuery("""
                        SELECT count(*) FROM (SELECT 1 FROM marketplace.service WHERE state = 'validating'
                            LIMIT :max) waiting""").bind("max", max).mapTo(Integer.class).one();
    }

    /** Takes work until the lease ends. Only the last claim may write. */
    Optional<Work> claim(String id, Instant dueBefore, Instant leaseUntil) {
        return sql.createQuery("""
                        UPDATE marketplace.service s
                        SET work_epoch = work_epoch + 1, work_due_at = :lease
                        WHERE s.id = :id AND work IS NOT NULL AND work_due_at <= :due
                        RETURNING work, work_tries, work_epoch,\s""" + ListingDao.COLUMNS)
                .bind("id", id)
                .bind("due", dueBefore)
                .bind("lease", leaseUntil)
                .map((row, context) -> new Work(
                        Work.Kind.parse(row.getString("work")),
                        ListingDao.listing(row, context),
                        row.getInt("work_tries"),
                        row.getLong("work_epoch")))
                .findOne();
    }

    /** Whether the claim still holds; if so its lease is extended and the row stays locked in this transaction. */
    boolean holds(Work work, Instant leaseUntil) {
        return sql.createUpdate("""
                        UPDATE marketplace.service SET work_due_at = :lease
                        WHERE id = :id AND work IS NOT NULL AND work_epoch = :epoch""")
                        .bind("id", work.listing().id())
                        .bind("epoch", work.epoch())
                        .bind("lease", leaseUntil)
                        .execute()
                == 1;
    }

    /** Says what is to be done next, by the holder of the claim that continues. */
    void next(String id, Work.Kind kind) {
        sql.createUpdate("UPDATE marketplace.service SET work = :work, work_tries = 0 WHERE id = :id")
                .bind("id", id)
                .bind("work", kind.wireName())
                .execute();
    }

    /** Says what is to be done from a time on, and ends every claim. */
    void schedule(String id, Work.Kind kind, Instant dueAt) {
        sql.createUpdate("""
                        UPDATE marketplace.service
                        SET work = :work, work_due_at = :due, work_tries = 0, work_epoch = work_epoch + 1
                        WHERE id = :id""")
                .bind("id", id)
                .bind("work", kind.wireName())
                .bind("due", dueAt)
                .execute();
    }

    /** Tries again later. */
    void postpone(String id, int tries, Instant dueAt) {
        sql.createUpdate("UPDATE marketplace.service SET work_tries = :tries, work_due_at = :due WHERE id = :id")
                .bind("id", id)
                .bind("tries", tries)
                .bind("due", dueAt)
                .execute();
    }

    /** Nothing is left to be done; every claim ends. */
    void done(String id) {
        sql.createUpdate("""
                        UPDATE marketplace.service
                        SET work = NULL, work_due_at = NULL, work_tries = 0, work_epoch = work_epoch + 1
                        WHERE id = :id""").bind("id", id).execute();
    }

    /** Notes a decision; false when it was noted before. */
    boolean heard(Caller caller, String approvalId, String eventId, String serviceId, String state, Instant now) {
        return sql.createUpdate("""
                        INSERT INTO marketplace.decision (tenant, approval_id, event_id, service_id, state, heard_at)
                        VALUES (:tenant, :approval, :event, :service, :state, :now)
                        ON CONFLICT (tenant, approval_id) DO NOTHING""")
                        .bind("tenant", caller.tenant().value())
                        .bind("approval", approvalId)
                        .bind("event", eventId)
                        .bind("service", serviceId)
                        .bind("state", state)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    private static Step step(ResultSet row, StatementContext context) throws SQLException {
        return new Step(
                StepName.parse(row.getString("name")),
                Step.Result.parse(row.getString("result")),
                ListingDao.moment(row, "started_at"),
                ListingDao.moment(row, "ended_at"),
                Stored.findings(row.getString("findings")));
    }

    record Due(TenantId tenant, String id) {}
}
