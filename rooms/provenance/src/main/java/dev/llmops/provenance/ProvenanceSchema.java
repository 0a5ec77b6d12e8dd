// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@Singleton
final class ProvenanceSchema {
    @Produces
    @Singleton
    RoomSchema provenance() {
        return new RoomSchema("provenance");
    }
}
