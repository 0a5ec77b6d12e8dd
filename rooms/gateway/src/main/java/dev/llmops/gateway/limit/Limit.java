// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bound.
 *
 * @param per null for concurrency, which has no window
 * @param amount in the resource's unit, from 1
 * @param since when it was first set: what was used before is not counted
 */
public record Limit(LimitResource resource, @Nullable LimitWindow per, long amount, Instant since) {
    boolean countsTheSameAs(Limit other) {
        return resource == other.resource && per == other.per;
    }
}
