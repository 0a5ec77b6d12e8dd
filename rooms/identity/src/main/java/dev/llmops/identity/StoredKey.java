// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Keys.KeyInfo;
import dev.llmops.contracts.identity.Keys.KeyState;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as the table holds it.
 *
 * @param scopes empty when nothing narrows the roles
 * @param ownerId the principal who made it
 */
record StoredKey(
        TenantId tenant,
        String id,
        String hash,
        String prefix,
        String name,
        Set<Role> roles,
        Set<Permission> scopes,
        @Nullable String subscriptionId,
        String principalId,
        String ownerId,
        @Nullable String successorId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {
    StoredKey {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** What the key may do: a consumer key calls models and nothing else. */
    Set<Permission> permissions() {
        return subscriptionId == null ? effective(roles, scopes) : EnumSet.of(Permission.GATEWAY_CALL);
    }

    static Set<Permission> effective(Set<Role> roles, Set<Permission> scopes) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        roles.forEach(role -> permissions.addAll(role.permissions()));
        if (!scopes.isEmpty()) {
            permissions.retainAll(scopes);
        }
        permissions.add(Permission.PUBLIC);
        permissions.add(Permission.SELF);
        return permissions;
    }

    KeyState stateAt(Instant now) {
        if (revokedAt != null && !now.isBefore(revokedAt)) {
            return KeyState.REVOKED;
        }
        if (!now.isBefore(expiresAt)) {
            return KeyState.EXPIRED;
        }
        return revokedAt == null ? KeyState.ACTIVE : KeyState.ROTATING;
    }

    KeyInfo infoAt(Instant now) {
        return new KeyInfo(
                id,
                name,
                prefix,
                stateAt(now),
                roles,
                scopes,
                subscriptionId,
                principalId,
                createdAt,
                expiresAt,
                lastUsedAt,
                revokedAt);
    }

    StoredKey ownedBy(String owner) {
        return new StoredKey(
                tenant,
                id,
                hash,
                prefix,
                name,
                roles,
                scopes,
                subscriptionId,
                principalId,
                owner,
                successorId,
                createdAt,
                expiresAt,
                revokedAt,
                lastUsedAt);
    }

    KeyGrant grant() {
        return new KeyGrant(
                id, hash, tenant, name, principalId, roles, permissions(), subscriptionId, expiresAt, revokedAt);
    }
}
