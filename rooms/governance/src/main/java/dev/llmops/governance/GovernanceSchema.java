// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@Singleton
final class GovernanceSchema {
    @Produces
    @Singleton
    RoomSchema governance() {
        return new RoomSchema("governance");
    }
}
