// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.provenance;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.Violation;
import java.util.List;

/** What other rooms ask of provenance. */
public interface Provenance {
    /**
     * What a version still lacks before it may be published: each rule of the caller's organisation that applies to it
     * ("must be signed by", "at least SLSA build level 2") and that its valid signatures and attestations do not meet.
     * Empty when nothing is missing, and when no rule applies. Only signatures over {@link Asset#digest()} count, so the
     * answer holds for this digest and no other.
     *
     * <p>It reads the database on its own connection: ask before your own transaction is opened, then compare the digest
     * within it.
     */
    List<Violation> signatureFindings(Caller caller, Asset asset);
}
