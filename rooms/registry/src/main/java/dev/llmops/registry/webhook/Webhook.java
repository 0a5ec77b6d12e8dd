// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.registry.feed.EventTypes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is stored. Secrets are sealed to its id.
 *
 * @param formerUntil until when deliveries are signed with the former secret too
 * @param failures tries that failed since the last success
 * @param since the place in the log behind which events are for it
 */
record Webhook(
        String id,
        String url,
        @Nullable String description,
        EventTypes types,
        String sealedSecret,
        @Nullable String sealedFormerSecret,
        @Nullable Instant formerUntil,
        WebhookState state,
        @Nullable String stateReason,
        int failures,
        @Nullable Instant failingSince,
        String since,
        long revision,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy) {

    static String secretContext(String id) {
        return "registry.webhook:" + id;
    }

    Webhook withContent(String newUrl, @Nullable String newDescription, EventTypes newTypes) {
        return new Webhook(
                id,
                newUrl,
                newDescription,
                newTypes,
                sealedSecret,
                sealedFormerSecret,
                formerUntil,
                state,
                stateReason,
                failures,
                failingSince,
                since,
                revision,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy);
    }

    /** A new state begins with a clean slate. */
    Webhook withState(WebhookState newState, @Nullable String reason) {
        return new Webhook(
                id,
                url,
                description,
                types,
                sealedSecret,
                sealedFormerSecret,
                formerUntil,
                newState,
                reason,
                0,
                null,
                since,
                revision,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy);
    }

    Webhook withSecret(String sealed, Instant untilFormer) {
        return new Webhook(
                id,
                url,
                description,
                types,
                sealed,
                sealedSecret,
                untilFormer,
                state,
                stateReason,
                failures,
                failingSince,
                since,
                revision,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy);
    }

    Webhook touched(Instant now, String by) {
        return new Webhook(
                id,
                url,
                description,
                types,
                sealedSecret,
                sealedFormerSecret,
                formerUntil,
                state,
                stateReason,
                failures,
                failingSince,
                since,
                revision + 1,
                createdAt,
                createdBy,
                now,
                by);
    }
}
