// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import dev.llmops.provenance.trust.TrustRoot;
import java.time.Instant;
import java.util.Locale;

/**
 * A signature or attestation as it is kept.
 *
 * @param assetDigest the version's digest when this was sent; a draft's may have changed since
 */
record StoredDocument(
        String id,
        String assetId,
        Role role,
        String assetDigest,
        SentDocument sent,
        Instant createdAt,
        String createdBy) {
    /** What it was sent as. */
    enum Role {
        SIGNATURE,
        ATTESTATION;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        TrustRoot.Purpose purpose() {
            return this == SIGNATURE ? TrustRoot.Purpose.SIGNATURE : TrustRoot.Purpose.ATTESTATION;
        }
    }
}
