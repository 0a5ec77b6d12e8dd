// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the room is made of and set with. */
@Singleton
final class ForgeBeans {
    @Produces
    @Singleton
    RoomSchema forgeSchema() {
        return new RoomSchema("forge");
    }
}
