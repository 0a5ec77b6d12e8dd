// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the log and in the store.
 *
 * @param tags and payload: JSON texts
 * @param modelId from the payload, where it names one
 */
public record StoredEvent(
        String eventId,
        String tenant,
        Instant time,
        Instant receivedAt,
        String sourceModule,
        String eventType,
        String schemaVersion,
        String severity,
        @Nullable String environment,
        @Nullable String correlationId,
        @Nullable String parentEventId,
        @Nullable String modelId,
        String tags,
        String payload) {

    /** What makes an event the same event. */
    public record Key(String tenant, String eventId) {}

    public Key key() {
        return new Key(tenant, eventId);
    }
}
