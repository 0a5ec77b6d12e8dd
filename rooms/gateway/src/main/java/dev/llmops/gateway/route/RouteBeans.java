// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the room keeps. */
@Singleton
final class RouteBeans {
    @Produces
    @Singleton
    RoomSchema gatewaySchema() {
        return new RoomSchema("gateway");
    }
}
