// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.EnumSet;
import java.util.Set;

/** Nobody grants more than they have. */
final class Grants {
    private Grants() {}

    /**
     * Refuses with {@code forbidden} a role that reaches beyond the caller's own roles, and permissions that the caller
     * does not hold now (a narrowed key cannot make a wider one); with {@code validation_failed} a scope outside the roles.
     */
    static void require(Caller caller, Set<Role> roles, Set<Permission> scopes) {
        Set<Permission> reach = EnumSet.noneOf(Permission.class);
        caller.roles().forEach(role -> reach.addAll(role.permissions()));
        for (Role role : roles) {
            if (!reach.containsAll(role.permissions())) {
                throw refused("the role " + role.wireName());
            }
        }
        Set<Permission> all = StoredKey.effective(roles, Set.of());
        for (Permission scope : scopes) {
            if (!all.contains(scope)) {
                throw Problem.invalid("scopes", scope.wireName(), "a permission that one of the roles has");
            }
        }
        for (Permission permission : StoredKey.effective(roles, scopes)) {
            if (!caller.may(permission)) {
                throw refused("the permission " + permission.wireName());
            }
        }
    }

    private static Problem refused(String what) {
        return new Problem(ErrorCode.FORBIDDEN, "Nobody grants more than they have, and you do not have " + what);
    }
}
