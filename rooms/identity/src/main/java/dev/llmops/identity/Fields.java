// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What this room accepts in a field. */
final class Fields {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");

    private Fields() {}

    static String text(String field, @Nullable String value, int max) {
        String text = value == null ? "" : value.strip();
        if (text.isEmpty() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(field, text.isEmpty() ? null : text, "1 to " + max + " printable characters");
        }
        return text;
    }

    /** In lower case: addresses that differ in case only are one account. */
    static String email(@Nullable String value) {
        String email = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
        if (!EMAIL.matcher(email).matches()) {
            throw Problem.invalid(
                    "email", email.isEmpty() ? null : email, "an e-mail address, such as ada@example.org");
        }
        return email;
    }

    static Set<Role> roles(@Nullable List<Role> roles) {
        if (roles == null || roles.isEmpty() || roles.contains(null)) {
            throw Problem.invalid("roles", null, "at least one of reader, publisher, approver and admin");
        }
        return EnumSet.copyOf(roles);
    }

    static Set<Permission> scopes(@Nullable List<Permission> scopes) {
        if (scopes == null || scopes.isEmpty()) {
            return Set.of();
        }
        if (scopes.contains(null)) {
            throw Problem.invalid("scopes", null, "permissions, such as registry:read");
        }
        return EnumSet.copyOf(scopes);
    }
}
