// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A typed note on a version.
 *
 * @param revision counts its changes; its ETag
 */
record Annotation(
        String assetId,
        String key,
        AnnotationType type,
        JsonNode value,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        String updatedBy) {}
