// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.Problem;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The four roles. A role is a set of permissions; publisher, approver and admin include reader. */
public enum Role {
    READER,
    PUBLISHER,
    APPROVER,
    ADMIN;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.wireName().equals(text)) {
                return role;
            }
        }
        throw Problem.invalid("role", text, "reader, publisher, approver or admin");
    }

    /** What the role may do. */
    public Set<Permission> permissions() {
        EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (permission.roles().contains(this)) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
