// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.contracts.identity.Caller;
import java.util.Optional;

/** What other rooms ask of the registry. All operations are idempotent. */
public interface Registry {
    /** Applies a manifest in JSON or YAML, as {@code POST /api/registry/v1/apply} does. */
    Applied apply(Caller caller, String manifest);

    /** The version a reference names; {@code latest} is resolved. Empty when the caller's tenant has none. */
    Optional<Asset> find(Caller caller, AssetRef ref);

    /** Makes a draft immutable and visible. A version already published is returned as it is. */
    Asset publish(Caller caller, String assetId, String reason);

    /** Ends a version. A version already retired is returned as it is; a draft is left alone. */
    Asset retire(Caller caller, String assetId, String reason);

    /** What {@link #apply} did. */
    record Applied(Outcome outcome, Asset asset) {}

    enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED
    }
}
