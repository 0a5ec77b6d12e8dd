// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Issues and ends API keys. The only place that does. */
public interface Keys {
    /** Default life of a key. */
    Duration DEFAULT_LIFE = Duration.ofDays(90);

    /** Longest life of a key. */
    Duration MAX_LIFE = Duration.ofDays(365);

    /**
     * A consumer key, bound to a subscription and able to do nothing but {@link Permission#GATEWAY_CALL}.
     *
     * @param life up to {@link #MAX_LIFE}
     */
    IssuedKey issueForSubscription(Caller caller, String subscriptionId, String name, Duration life);

    /** The keys bound to a subscription, newest first. */
    List<KeyInfo> ofSubscription(TenantId tenant, String subscriptionId);

    /** Ends one key at once. Repeating it changes nothing. */
    KeyInfo revoke(Caller caller, String keyId);

    /** A new key with the same rights; the old one ends after the overlap (at most 7 days). */
    IssuedKey rotate(Caller caller, String keyId, Duration overlap);

    /** Ends every key of a subscription, because the subscription ended. */
    int revokeOfSubscription(Caller caller, String subscriptionId);

    /** A key as it is shown once. */
    record IssuedKey(KeyInfo info, String key) {
        @Override
        public String toString() {
            return "IssuedKey[" + info.id() + ", key=hidden]";
        }
    }

    /**
     * A key as it can be listed.
     *
     * @param prefix the first characters, to recognise it by
     */
    record KeyInfo(
            String id,
            String name,
            String prefix,
            KeyState state,
            Set<Role> roles,
            Set<Permission> scopes,
            @Nullable String subscriptionId,
            String principalId,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {}

    enum KeyState {
        ACTIVE,
        /** A successor exists; it ends when the overlap does. */
        ROTATING,
        EXPIRED,
        REVOKED
    }
}
