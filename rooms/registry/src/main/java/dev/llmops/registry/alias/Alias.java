// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.alias;

import dev.llmops.contracts.registry.AssetKind;
import java.time.Instant;

/**
 * Where an alias of an asset leads.
 *
 * @param revision counts its moves; its ETag
 */
public record Alias(
        AssetKind kind,
        String name,
        String alias,
        String assetId,
        String version,
        long revision,
        Instant updatedAt,
        String updatedBy) {}
