// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@Singleton
final class MarketplaceSchema {
    @Produces
    @Singleton
    RoomSchema marketplace() {
        return new RoomSchema("marketplace");
    }
}
