// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A build service that an organisation knows.
 *
 * @param builderId the id in its provenance; a {@code *} at the end stands for the rest
 * @param signer who must have signed: an identity of a certificate (a {@code *} at the end stands for the rest), a trust
 *     root's name, or a key id; null when the certificate must be issued to the builder's id itself
 * @param maxLevel the SLSA build level it is believed to reach, 1 to 3
 */
@Schema(name = "TrustedBuilder")
public record Builder(
        String id, String builderId, @Nullable String signer, int maxLevel, Instant createdAt, String createdBy) {

    /** Whether provenance with this id is of this service. */
    public boolean isMeantBy(String id) {
        return matches(builderId, id);
    }

    /** Whether one of those who signed speaks for it. */
    public boolean isSpokenForBy(List<String> signers, @Nullable String keyId, String claimedId) {
        String wanted = signer;
        if (wanted == null) {
            return signers.contains(claimedId);
        }
        return wanted.equals(keyId) || signers.stream().anyMatch(one -> matches(wanted, one));
    }

    /** An exact text, or the beginning of one before a {@code *}. */
    public static boolean matches(String pattern, String text) {
        return pattern.endsWith("*")
                ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                : text.equals(pattern);
    }
}
