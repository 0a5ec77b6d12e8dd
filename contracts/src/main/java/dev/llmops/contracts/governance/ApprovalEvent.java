// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.governance;

import dev.llmops.kernel.DomainEvent;
import org.jspecify.annotations.Nullable;

/** What happens in the queue; the subject is the approval's id. */
public sealed interface ApprovalEvent extends DomainEvent {
    record ApprovalRequested(String subject, String kind, String decides) implements ApprovalEvent {
        @Override
        public String type() {
            return "governance.approval.requested";
        }
    }

    /**
     * @param kind as asked for
     * @param decides the id of what was decided, in the asking room
     * @param state approved, rejected, cancelled or expired
     * @param decidedBy the principal's id; null when it expired
     */
    record ApprovalDecided(
            String subject,
            String kind,
            String decides,
            String state,
            @Nullable String decidedBy,
            @Nullable String decidedByName,
            @Nullable String reason)
            implements ApprovalEvent {
        public static final String TYPE = "governance.approval.decided";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
