// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import dev.llmops.contracts.governance.ApprovalEvent;
import dev.llmops.contracts.governance.Approvals;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks, decides, withdraws and ends requests. Whoever touches a request past its time ends it first, so that nobody
 * sees an open request that can no longer be decided.
 */
@Singleton
final class ApprovalQueue implements Approvals {
    static final Duration LIFE = Duration.ofDays(7);
    static final int SWEEP = 200;

    private static final String EXPIRY_REASON = "nobody decided within " + LIFE.toDays() + " days";

    private final Database database;
    private final Clock clock;

    ApprovalQueue(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Approval request(Caller caller, String kind, String subject, String title, String detailJson) {
        Instant now = now();
        Approval asked = new Approval(
                Ulids.next(),
                caller.tenant(),
                kind,
                subject,
                title,
                detailJson,
                State.PENDING,
                caller.principalId(),
                caller.name(),
                now,
                now.plus(LIFE),
                null,
                null,
                null,
                null);
        return database.change(caller, (sql, events) -> open(new ApprovalDao(sql), events, asked));
    }

    /** An open request that was decided between our insert and our read is not the one asked for: ask again. */
    private Approval open(ApprovalDao dao, EventLog events, Approval asked) {
        while (true) {
            Optional<Approval> open = dao.lockOpen(asked.kind(), asked.subject());
            if (open.isPresent()) {
                if (!overdue(open.get(), asked.requestedAt())) {
                    return open.get();
                }
                end(dao, events, open.get(), State.EXPIRED, null, EXPIRY_REASON);
            }
            if (dao.insert(asked)) {
                events.append(new ApprovalEvent.ApprovalRequested(asked.id(), asked.kind(), asked.subject()));
                return asked;
            }
        }
    }

    @Override
    public void withdraw(Caller caller, String kind, String subject) {
        database.<Boolean>change(caller, (sql, events) -> {
            ApprovalDao dao = new ApprovalDao(sql);
            Optional<Approval> open = dao.lockOpen(kind, subject);
            open.ifPresent(approval -> end(dao, events, approval, State.CANCELLED, caller, "withdrawn"));
            return open.isPresent();
        });
    }

    @Override
    public Optional<Approval> find(TenantId tenant, String id) {
        Optional<Approval> found = database.read(tenant, sql -> new ApprovalDao(sql).find(id));
        if (found.isPresent() && overdue(found.get(), now())) {
            sweep(tenant);
            return database.read(tenant, sql -> new ApprovalDao(sql).find(id));
        }
        return found;
    }

    Approval get(TenantId tenant, String id) {
        return find(tenant, id).orElseThrow(() -> missing(id));
    }

    Page<Approval> list(TenantId tenant, @Nullable State state, @Nullable String kind, PageRequest page) {
        Instant now = now();
        if (database.<Boolean>read(tenant, sql -> new ApprovalDao(sql).anyOverdue(now))) {
            sweep(tenant);
        }
        List<Approval> rows = database.read(tenant, sql -> new ApprovalDao(sql).list(state, kind, page));
        return Page.of(rows, page, Approval::id);
    }

    Approval approve(Caller caller, String id, @Nullable String reason) {
        return decide(caller, id, State.APPROVED, reason);
    }

    Approval reject(Caller caller, String id, @Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw Problem.invalid("reason", null, "what the submitter should change, in a sentence");
        }
        return decide(caller, id, State.REJECTED, reason);
    }

    private Approval decide(Caller caller, String id, State decision, @Nullable String reason) {
        if (reason != null && reason.length() > 1_000) {
            throw Problem.invalid("reason", reason, "at most 1,000 characters");
        }
        // The refusal follows the commit: expiring the request must not be rolled back by it.
        Approval ended = database.change(caller, (sql, events) -> {
            ApprovalDao dao = new ApprovalDao(sql);
            Approval open = dao.lock(id).orElseThrow(() -> missing(id));
            if (open.state() != State.PENDING) {
                throw alreadyEnded(open);
            }
            if (overdue(open, now())) {
                return end(dao, events, open, State.EXPIRED, null, EXPIRY_REASON);
            }
            if (open.requestedBy().equals(caller.principalId())) {
                throw new Problem(
                        ErrorCode.SELF_APPROVAL,
                        "'" + open.title() + "' was submitted by you; ask another approver to decide it");
            }
            return end(dao, events, open, decision, caller, reason);
        });
        if (ended.state() != decision) {
            throw alreadyEnded(ended);
        }
        return ended;
    }

    /** Ends up to {@link #SWEEP} overdue requests of one tenant. */
    int sweep(TenantId tenant) {
        return database.change(Caller.system(tenant, "approvals"), (sql, events) -> {
            ApprovalDao dao = new ApprovalDao(sql);
            List<Approval> overdue = dao.lockOverdue(now(), SWEEP);
            overdue.forEach(approval -> end(dao, events, approval, State.EXPIRED, null, EXPIRY_REASON));
            return overdue.size();
        });
    }

    private Approval end(
            ApprovalDao dao,
            EventLog events,
            Approval open,
            State state,
            @Nullable Caller decider,
            @Nullable String reason) {
        String by = decider == null ? null : decider.principalId();
        String byName = decider == null ? null : decider.name();
        Approval ended = dao.end(open.id(), state, by, byName, now(), reason);
        events.append(new ApprovalEvent.ApprovalDecided(
                ended.id(), ended.kind(), ended.subject(), ApprovalDao.wireName(state), by, byName, reason));
        return ended;
    }

    private static boolean overdue(Approval approval, Instant now) {
        return approval.state() == State.PENDING && !now.isBefore(approval.expiresAt());
    }

    private static Problem alreadyEnded(Approval approval) {
        if (approval.state() == State.EXPIRED) {
            return new Problem(
                    ErrorCode.APPROVAL_EXPIRED,
                    "The request expired at " + approval.expiresAt() + "; submit again to ask anew");
        }
        return new Problem(
                ErrorCode.INVALID_TRANSITION,
                "The request is already " + ApprovalDao.wireName(approval.state())
                        + (approval.decidedByName() == null ? "" : " by " + approval.decidedByName()));
    }

    private static Problem missing(String id) {
        return Problem.notFound("id", id, "the id of an approval request of your organisation");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
