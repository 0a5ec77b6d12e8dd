// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as a graph answer shows it.
 *
 * @param version for nodes of type version
 * @param attributes what the product knows of it, a JSON object
 * @param validTo when it ended (retired, dropped, renamed); null while it lasts
 */
public record GraphNode(
        NodeRef ref,
        @Nullable String version,
        String attributes,
        Instant validFrom,
        @Nullable Instant validTo) {}
