// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns to values and back, as all tables of this room hold them. */
final class Rows {
    private Rows() {}

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = new LinkedHashSet<>();
        for (String name : texts(row, "roles")) {
            roles.add(Role.parse(name));
        }
        return roles;
    }

    static Set<Permission> scopes(ResultSet row) throws SQLException {
        Set<Permission> scopes = new LinkedHashSet<>();
        for (String name : texts(row, "scopes")) {
            scopes.add(Permission.parse(name));
        }
        return scopes;
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        return (String[]) row.getArray(column).getArray();
    }

    static String[] roleNames(Collection<Role> roles) {
        return roles.stream().sorted().map(Role::wireName).toArray(String[]::new);
    }

    static String[] scopeNames(Collection<Permission> scopes) {
        return scopes.stream().sorted().map(Permission::wireName).toArray(String[]::new);
    }

    static String shown(String[] names) {
        return String.join(", ", Arrays.asList(names));
    }
}
