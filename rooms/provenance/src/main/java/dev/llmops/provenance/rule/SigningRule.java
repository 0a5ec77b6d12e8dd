// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.rule;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.provenance.trust.Builder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the versions it applies to.
 *
 * @param kind of asset; null for all
 * @param namePattern a name, or the beginning of one before a {@code *}; null for all
 * @param labels a version has all of them; empty for all
 * @param signers trust roots by name, keys by id, or identities of certificates ({@code *} may end one); one of them must
 *     have signed; empty for anybody who is believed
 * @param minSignatures how many different keys must have signed validly
 * @param minLevel the SLSA build level that an attestation must reach
 */
@Schema(name = "SigningRule")
public record SigningRule(
        String id,
        String name,
        @Nullable String kind,
        @Nullable String namePattern,
        Map<String, String> labels,
        List<String> signers,
        int minSignatures,
        int minLevel,
        Instant createdAt,
        String createdBy) {
    public SigningRule {
        labels = Map.copyOf(labels);
        signers = List.copyOf(signers);
    }

    boolean appliesTo(Asset asset) {
        return (kind == null || kind.equals(asset.kind().wireName()))
                && (namePattern == null || Builder.matches(namePattern, asset.name()))
                && asset.labels().entrySet().containsAll(labels.entrySet());
    }
}
