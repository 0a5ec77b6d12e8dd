// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What other rooms ask of the registry. All operations are idempotent. */
public interface Registry {
    int MAX_DESCRIBED = 1_000;

    /** Applies a manifest in JSON or YAML, as {@code POST /api/registry/v1/apply} does. */
    default Applied apply(Caller caller, String manifest) {
        return apply(caller, manifest, false);
    }

    /** The same; a dry run refuses what a real one would, and keeps nothing. */
    Applied apply(Caller caller, String manifest, boolean dryRun);

    /** The version a reference names; {@code latest} is resolved. Empty when the caller's tenant has none. */
    Optional<Asset> find(Caller caller, AssetRef ref);

    /** A version and what its digest and its signatures are over. Empty when the caller's tenant has no such id. */
    Optional<CanonicalAsset> canonical(Caller caller, String assetId);

    /**
     * The version that is meant by a version, {@code latest}, an alias such as {@code @champion}, or a range such as
     * {@code ^1.2.0}, of which it is the highest published one. A selector of no such form is {@code
     * validation_failed}.
     */
    Optional<Asset> resolve(Caller caller, AssetKind kind, String name, String selector);

    /**
     * The present state of versions, in no order, for followers of the event log. Ids that are not known (any more) are
     * left out.
     *
     * @param assetIds at most {@link #MAX_DESCRIBED}
     */
    List<Asset> describe(TenantId tenant, Collection<String> assetIds);

    /** Makes a draft immutable and visible. A version already published is returned as it is. */
    Asset publish(Caller caller, String assetId, String reason);

    /** Ends a version. A version already retired is returned as it is; a draft is left alone. */
    Asset retire(Caller caller, String assetId, String reason);

    /**
     * A version with its immutable part in one spelling.
     *
     * @param text RFC 8785 canonical JSON; the SHA-256 of its UTF-8 is {@link Asset#digest()}
     */
    record CanonicalAsset(Asset asset, String text) {}

    /** What {@link #apply} did. */
    record Applied(Outcome outcome, Asset asset) {}

    enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED
    }
}
