// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.provenance;

import dev.llmops.kernel.DomainEvent;

/** What happens in provenance. */
public sealed interface ProvenanceEvent extends DomainEvent {
    /** The subject is the trust root's id. */
    record TrustRootRegistered(String subject, String name, String keyId) implements ProvenanceEvent {
        @Override
        public String type() {
            return "provenance.trust_root.registered";
        }
    }

    /** From here on what it signed is not trusted. The subject is the trust root's id. */
    record TrustRootRevoked(String subject, String name, String keyId, String reason) implements ProvenanceEvent {
        @Override
        public String type() {
            return "provenance.trust_root.revoked";
        }
    }

    /** The subject is the asset's id. */
    record SignatureAdded(String subject, String signatureId, String format, String verdict)
            implements ProvenanceEvent {
        @Override
        public String type() {
            return "provenance.signature.added";
        }
    }

    /** The subject is the asset's id. */
    record AttestationAdded(String subject, String attestationId, String predicateType, String verdict, int level)
            implements ProvenanceEvent {
        @Override
        public String type() {
            return "provenance.attestation.added";
        }
    }

    /** A rule was made or removed. The subject is the rule's id. */
    record RuleChanged(String subject, String name, boolean removed) implements ProvenanceEvent {
        @Override
        public String type() {
            return "provenance.rule.changed";
        }
    }
}
