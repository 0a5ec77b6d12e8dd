// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one API key stands for, as the data plane and the authentication filter need it. Never the key itself.
 *
 * @param hash HMAC-SHA-256 of the whole key under the pepper, 64 hex digits
 * @param principalId the user it belongs to, or the key's own id
 * @param subscriptionId set for consumer keys; opaque here
 * @param revokedAt set when it was revoked, or when the overlap after a rotation ends
 */
public record KeyGrant(
        String id,
        String hash,
        TenantId tenant,
        String name,
        String principalId,
        Set<Role> roles,
        Set<Permission> permissions,
        @Nullable String subscriptionId,
        Instant expiresAt,
        @Nullable Instant revokedAt) {
    public KeyGrant {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    public boolean expiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }

    public boolean revokedAt(Instant now) {
        return revokedAt != null && !now.isBefore(revokedAt);
    }

    public Caller caller() {
        return new Caller(Caller.Kind.API_KEY, tenant, principalId, name, roles, permissions, id, subscriptionId);
    }
}
