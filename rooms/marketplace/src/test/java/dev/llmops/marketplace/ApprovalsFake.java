// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.governance.ApprovalEvent;
import dev.llmops.contracts.governance.Approvals;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A queue whose decisions come back as the events that governance would write. */
final class ApprovalsFake implements Approvals {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    final Map<String, Approval> open = new ConcurrentHashMap<>();
    /** How often the next requests fail. */
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public Approval request(Caller caller, String kind, String subject, String title, String detailJson) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the queue is away");
        }
        return open.computeIfAbsent(
                subject,
                key -> new Approval(
                        Ulids.next(),
                        caller.tenant(),
                        kind,
                        subject,
                        title,
                        detailJson,
                        State.PENDING,
                        caller.principalId(),
                        caller.name(),
                        AT,
                        AT,
                        null,
                        null,
                        null,
                        null));
    }

    /** The event of a decision; the request is no longer open. */
    Event decide(String subject, String state, @Nullable String reason) {
        Approval approval = Optional.ofNullable(open.remove(subject)).orElseThrow();
        return decided(approval, state, reason);
    }

    static Event decided(Approvals.Approval approval, String state, @Nullable String reason) {
        Map<String, @Nullable String> data = new LinkedHashMap<>();
        data.put("kind", approval.kind());
        data.put("decides", approval.subject());
        data.put("state", state);
        data.put("decided_by", "approver");
        data.put("decided_by_name", "Ada");
        data.put("reason", reason);
        return new Event(
                Ulids.next(),
                "/rooms/governance",
                ApprovalEvent.ApprovalDecided.TYPE,
                approval.id(),
                AT,
                approval.tenant(),
                "Ada",
                null,
                Stored.write(data),
                EventPosition.START);
    }

    @Override
    public void withdraw(Caller caller, String kind, String subject) {
        open.remove(subject);
    }

    @Override
    public Optional<Approval> find(TenantId tenant, String id) {
        return open.values().stream()
                .filter(approval -> approval.id().equals(id))
                .findFirst();
    }
}
