// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as established once at the edge and passed explicitly from there.
 *
 * @param kind how the caller proved it
 * @param principalId whom decisions are attributed to: the user's id, or the key's id for a key that belongs to no
 *     user. Two callers with the same principal are the same person for four-eyes rules
 * @param name for people to read, in activity lists and events
 * @param subscriptionId set for consumer keys only; opaque to identity
 */
public record Caller(
        Kind kind,
        TenantId tenant,
        String principalId,
        String name,
        Set<Role> roles,
        Set<Permission> permissions,
        @Nullable String keyId,
        @Nullable String subscriptionId) {
    public enum Kind {
        USER_SESSION,
        API_KEY,
        JWT,
        SYSTEM
    }

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Refuses with {@code forbidden}, naming what is missing. */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new Problem(
                    ErrorCode.FORBIDDEN,
                    "This needs the permission " + permission.wireName() + ", which " + name
                            + " does not have; ask an administrator for a role or key that has it");
        }
    }

    /** The product itself, acting within one tenant: seeding, reconciliation. */
    public static Caller system(TenantId tenant, String name) {
        return new Caller(
                Kind.SYSTEM, tenant, "system", name, Set.of(Role.ADMIN), Role.ADMIN.permissions(), null, null);
    }
}
