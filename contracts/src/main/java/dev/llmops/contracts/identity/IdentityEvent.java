// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.DomainEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens in identity. No event carries a secret or a hash. */
public sealed interface IdentityEvent extends DomainEvent {
    record OrganisationCreated(String subject, String name) implements IdentityEvent {
        @Override
        public String type() {
            return "identity.organisation.created";
        }
    }

    record UserCreated(String subject, String email) implements IdentityEvent {
        @Override
        public String type() {
            return "identity.user.created";
        }
    }

    record UserChanged(String subject, String change) implements IdentityEvent {
        @Override
        public String type() {
            return "identity.user.changed";
        }
    }

    record KeyIssued(String subject, String name, @Nullable String subscriptionId, Instant expiresAt)
            implements IdentityEvent {
        @Override
        public String type() {
            return "identity.key.issued";
        }
    }

    /**
     * @param successorId the key that replaces it
     * @param endsAt when the old one stops working
     */
    record KeyRotated(String subject, String successorId, Instant endsAt) implements IdentityEvent {
        @Override
        public String type() {
            return "identity.key.rotated";
        }
    }

    record KeyRevoked(String subject, Instant revokedAt) implements IdentityEvent {
        @Override
        public String type() {
            return "identity.key.revoked";
        }
    }
}
