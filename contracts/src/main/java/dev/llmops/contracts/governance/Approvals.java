// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.governance;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One queue for every room. A decision travels back as {@link ApprovalEvent.ApprovalDecided}. */
public interface Approvals {
    /**
     * Asks for a decision. Asking again for the same kind and subject returns the open request.
     *
     * @param kind such as {@code service_publish}
     * @param subject the id of what is to be decided, in the asking room
     * @param title one line for the queue
     * @param detailJson what the approver should see, as a JSON object
     */
    Approval request(Caller caller, String kind, String subject, String title, String detailJson);

    /** Withdraws an open request; nothing happens when there is none. */
    void withdraw(Caller caller, String kind, String subject);

    Optional<Approval> find(TenantId tenant, String id);

    /**
     * @param requestedBy the principal who may not decide it
     * @param expiresAt seven days after the request; a later decision is refused
     */
    record Approval(
            String id,
            TenantId tenant,
            String kind,
            String subject,
            String title,
            String detail,
            State state,
            String requestedBy,
            String requestedByName,
            Instant requestedAt,
            Instant expiresAt,
            @Nullable String decidedBy,
            @Nullable String decidedByName,
            @Nullable Instant decidedAt,
            @Nullable String reason) {}

    enum State {
        PENDING,
        APPROVED,
        REJECTED,
        CANCELLED,
        EXPIRED
    }
}
