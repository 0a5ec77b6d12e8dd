// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Versions as a person or program works with them, for the ways in beside REST: GraphQL and gRPC. It refuses as the REST
 * routes do.
 */
public interface Catalogue {
    /** The version with an id, or {@code not_found}. */
    Asset get(Caller caller, String assetId);

    Page<Asset> list(Caller caller, AssetQuery query, PageRequest page);

    /** The versions of a name in the order of SemVer, highest first. */
    Page<Asset> versions(Caller caller, AssetKind kind, String name, PageRequest page);

    /**
     * Changes what may change after publication.
     *
     * @param revision the one that was read; another is {@code precondition_failed}
     * @param mergePatch RFC 7396, as JSON: description, owner, tags, labels
     */
    Asset edit(Caller caller, String assetId, long revision, String mergePatch);

    /** Announces the end of a published version. */
    Asset deprecate(
            Caller caller, String assetId, String reason, @Nullable String successor, @Nullable Instant sunsetAt);

    /** Removes a draft. */
    void delete(Caller caller, String assetId);
}
