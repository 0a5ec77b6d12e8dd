// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the room contributes to the platform. */
final class MemoryGraphBeans {
    @Produces
    @Singleton
    RoomSchema schema() {
        return new RoomSchema("memorygraph");
    }
}
