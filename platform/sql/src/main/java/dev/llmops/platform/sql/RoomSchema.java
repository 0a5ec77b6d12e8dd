// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

/**
 * A room's schema and its migrations. Each room has exactly one bean of this kind; the migrations lie on the class path
 * in {@code db/NAME/V1__….sql} and run as role {@code owner} with the room's own Flyway history.
 *
 * @param name the schema's name
 */
public record RoomSchema(String name) {
    public RoomSchema {
        if (!name.matches("[a-z][a-z_]{1,30}")) {
            throw new IllegalArgumentException("a schema is named in lower case letters: " + name);
        }
    }
}
