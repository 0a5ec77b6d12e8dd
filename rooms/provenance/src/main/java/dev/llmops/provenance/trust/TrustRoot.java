// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key or an authority that an organisation believes, for what, and when.
 *
 * @param keyId {@code sha256:} of the SubjectPublicKeyInfo
 * @param fingerprint the same for a key; of the whole certificate for an authority
 * @param subject the authority's name
 * @param certificates the chain issued for a signing key, in PEM
 * @param canSign whether the product holds the private key
 * @param validFrom from when signatures count, besides the certificate's own time
 */
public record TrustRoot(
        String id,
        String name,
        Kind kind,
        Set<Purpose> purposes,
        String keyId,
        String fingerprint,
        KeyAlgorithm algorithm,
        @Nullable String subject,
        String pem,
        @Nullable String certificates,
        boolean canSign,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        Instant createdAt,
        String createdBy,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy,
        @Nullable String revocationReason) {
    public TrustRoot {
        purposes = Set.copyOf(purposes);
    }

    /** What it is. */
    @Schema(name = "TrustRootKind")
    public enum Kind {
        PUBLIC_KEY,
        CERTIFICATE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it is believed for. */
    @Schema(name = "TrustRootPurpose")
    public enum Purpose {
        SIGNATURE,
        ATTESTATION,
        TRANSPARENCY_LOG,
        TIMESTAMP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Set<Purpose> parse(@Nullable List<String> texts) {
            if (texts == null) {
                return EnumSet.of(SIGNATURE);
            }
            EnumSet<Purpose> purposes = EnumSet.noneOf(Purpose.class);
            for (String text : texts) {
                for (Purpose purpose : values()) {
                    if (purpose.wireName().equals(text)) {
                        purposes.add(purpose);
                    }
                }
            }
            if (purposes.isEmpty() || purposes.size() != texts.size()) {
                throw Problem.invalid(
                        "purposes", texts, "different ones of signature, attestation, transparency_log and timestamp");
            }
            return purposes;
        }
    }

    public boolean isFor(Purpose purpose) {
        return purposes.contains(purpose);
    }

    public boolean isRevoked() {
        return revokedAt != null;
    }

    /** Whether its own time covers a moment. */
    public boolean covers(Instant time) {
        return (validFrom == null || !time.isBefore(validFrom)) && (validTo == null || !time.isAfter(validTo));
    }
}
