// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keys in memory. */
final class KeysFake implements Keys {
    final List<KeyInfo> keys = new CopyOnWriteArrayList<>();
    private final Clock clock;

    KeysFake(Clock clock) {
        this.clock = clock;
    }

    @Override
    public IssuedKey issueForSubscription(Caller caller, String subscriptionId, String name, Duration life) {
        KeyInfo info = info(
                Ulids.next(),
                caller,
                name,
                KeyState.ACTIVE,
                subscriptionId,
                clock.instant().plus(life),
                null);
        keys.add(info);
        return new IssuedKey(info, "llmops_test_" + info.id());
    }

    @Override
    public List<KeyInfo> ofSubscription(TenantId tenant, String subscriptionId) {
        return keys.stream()
                .filter(key -> subscriptionId.equals(key.subscriptionId()))
                .toList();
    }

    @Override
    public int revokeOfSubscription(Caller caller, String subscriptionId) {
        List<KeyInfo> ended = ofSubscription(caller.tenant(), subscriptionId).stream()
                .filter(key -> key.revokedAt() == null)
                .toList();
        for (KeyInfo key : ended) {
            keys.remove(key);
            keys.add(info(
                    key.id(), caller, key.name(), KeyState.REVOKED, subscriptionId, key.expiresAt(), clock.instant()));
        }
        return ended.size();
    }

    @Override
    public KeyInfo revoke(Caller caller, String keyId) {
        throw new UnsupportedOperationException("the marketplace ends all keys of a subscription");
    }

    @Override
    public IssuedKey rotate(Caller caller, String keyId, Duration overlap) {
        throw new UnsupportedOperationException("identity rotates keys");
    }

    private KeyInfo info(
            String id,
            Caller caller,
            String name,
            KeyState state,
            String subscriptionId,
            Instant expiresAt,
            @Nullable Instant revokedAt) {
        return new KeyInfo(
                id,
                name,
                "llmops_test_" + id.substring(20),
                state,
                Set.of(),
                Set.of(Permission.GATEWAY_CALL),
                subscriptionId,
                caller.principalId(),
                clock.instant(),
                expiresAt,
                null,
                revokedAt);
    }
}
