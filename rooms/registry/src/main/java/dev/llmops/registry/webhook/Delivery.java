// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook.
 *
 * @param place the event's position as text of fixed length
 * @param body the event as CloudEvents JSON, as it is signed and sent
 * @param nextAt when it is tried next, while it is pending
 * @param lastError why the last try got no answer, in a few words
 */
record Delivery(
        String id,
        String webhookId,
        String eventId,
        String eventType,
        String place,
        String body,
        DeliveryState state,
        int tries,
        Instant nextAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        Instant createdAt,
        @Nullable Instant endedAt) {

    Delivery ended(DeliveryState end, @Nullable Integer status, @Nullable String error, Instant now) {
        return new Delivery(
                id, webhookId, eventId, eventType, place, body, end, tries + 1, nextAt, status, error, createdAt, now);
    }

    Delivery failed(@Nullable Integer status, @Nullable String error, Instant next) {
        return new Delivery(
                id,
                webhookId,
                eventId,
                eventType,
                place,
                body,
                DeliveryState.PENDING,
                tries + 1,
                next,
                status,
                error,
                createdAt,
                null);
    }

    /** From the beginning. */
    Delivery again(Instant now) {
        return new Delivery(
                id,
                webhookId,
                eventId,
                eventType,
                place,
                body,
                DeliveryState.PENDING,
                0,
                now,
                lastStatus,
                lastError,
                createdAt,
                null);
    }
}
