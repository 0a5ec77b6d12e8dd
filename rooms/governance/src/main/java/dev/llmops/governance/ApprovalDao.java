// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import dev.llmops.contracts.governance.Approvals.Approval;
import dev.llmops.contracts.governance.Approvals.State;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The queue's table. Every statement sees the tenant of the open transaction only, except {@link #tenantsOverdue}. */
final class ApprovalDao {
    private static final String COLUMNS = """
            tenant, id, kind, subject, title, detail::text AS detail, state, requested_by, requested_by_name,
            requested_at, expires_at, decided_by, decided_by_name, decided_at, reason""";

    private final Handle sql;

    ApprovalDao(Handle sql) {
        this.sql = sql;
    }

    /** Stores an open request unless one is open for the same kind and subject. */
    boolean insert(Approval approval) {
        return sql.createUpdate("""
                        INSERT INTO governance.approval (tenant, id, kind, subject, title, detail, state, requested_by,
                            requested_by_name, requested_at, expires_at)
                        VALUES (:tenant, :id, :kind, :subject, :title, :detail::jsonb, 'pending', :requestedBy,
                            :requestedByName, :requestedAt, :expiresAt)
                        ON CONFLICT (tenant, kind, subject) WHERE state = 'pending' DO NOTHING""")
                        .bind("tenant", approval.tenant().value())
                        .bind("id", approval.id())
                        .bind("kind", approval.kind())
                        .bind("subject", approval.subject())
                        .bind("title", approval.title())
                        .bind("detail", approval.detail())
                        .bind("requestedBy", approval.requestedBy())
                        .bind("requestedByName", approval.requestedByName())
                        .bind("requestedAt", approval.requestedAt())
                        .bind("expiresAt", approval.expiresAt())
                        .execute()
                == 1;
    }

    Optional<Approval> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM governance.approval WHERE id = :id")
                .bind("id", id)
                .map(ApprovalDao::approval)
                .findOne();
    }

    /** The same, locked until the transaction ends: of two deciders the second sees what the first did. */
    Optional<Approval> lock(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM governance.approval WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ApprovalDao::approval)
                .findOne();
    }

    Optional<Approval> lockOpen(String kind, String subject) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM governance.approval
                        WHERE kind = :kind AND subject = :subject AND state = 'pending' FOR UPDATE""")
                .bind("kind", kind)
                .bind("subject", subject)
                .map(ApprovalDao::approval)
                .findOne();
    }

    /** Newest first. */
    List<Approval> list(@Nullable State state, @Nullable String kind, PageRequest page) {
        String where = (state == null ? "" : " AND state = :state")
                + (kind == null ? "" : " AND kind = :kind")
                + (page.after() == null ? "" : " AND id < :after");
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM governance.approval WHERE true" + where
                        + " ORDER BY id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (state != null) {
            query.bind("state", wireName(state));
        }
        if (kind != null) {
            query.bind("kind", kind);
        }
        if (page.after() != null) {
            query.bind("after", page.after());
        }
        return query.map(ApprovalDao::approval).list();
    }

    /** Open requests past their time, locked; those another transaction is deciding are left to it. */
    List<Approval> lockOverdue(Instant now, int max) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM governance.approval
                        WHERE state = 'pending' AND expires_at <= :now
                        ORDER BY expires_at LIMIT :max FOR UPDATE SKIP LOCKED""")
                .bind("now", now)
                .bind("max", max)
                .map(ApprovalDao::approval)
                .list();
    }

    boolean anyOverdue(Instant now) {
        return sql.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM governance.approval WHERE state = 'pending' AND expires_at <= :now)""").bind("now", now).mapTo(Boolean.class).one();
    }

    /** Tenants with overdue requests; as role {@code system}. */
    List<TenantId> tenantsOverdue(Instant now, int max) {
        return sql.createQuery("""
                        SELECT DISTINCT tenant FROM governance.approval
                        WHERE state = 'pending' AND expires_at <= :now LIMIT :max""")
                .bind("now", now)
                .bind("max", max)
                .mapTo(String.class)
                .map(TenantId::new)
                .list();
    }

    /** Ends an open request. */
    Approval end(
            String id,
            State state,
            @Nullable String decidedBy,
            @Nullable String decidedByName,
            Instant decidedAt,
            @Nullable String reason) {
        return sql.createQuery("""
                        UPDATE governance.approval
                        SET state = :state, decided_by = :decidedBy, decided_by_name = :decidedByName,
                            decided_at = :decidedAt, reason = :reason
                        WHERE id = :id AND state = 'pending'
                        RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("state", wireName(state))
                .bind("decidedBy", decidedBy)
                .bind("decidedByName", decidedByName)
                .bind("decidedAt", decidedAt)
                .bind("reason", reason)
                .map(ApprovalDao::approval)
                .one();
    }

    static String wireName(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Approval approval(ResultSet row, StatementContext context) throws SQLException {
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new Approval(
                row.getString("id"),
                new TenantId(row.getString("tenant")),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("title"),
                row.getString("detail"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("requested_by"),
                row.getString("requested_by_name"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("decided_by"),
                row.getString("decided_by_name"),
                decidedAt == null ? null : decidedAt.toInstant(),
                row.getString("reason"));
    }
}
