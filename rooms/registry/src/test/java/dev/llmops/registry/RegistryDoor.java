// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.Registry;
import dev.llmops.kits.postgres.PostgresKit;

/** The room's door over a real database, for the tests of its other packages. */
public final class RegistryDoor {
    private RegistryDoor() {}

    public static Registry of(PostgresKit postgres) {
        return new RegistryKit(postgres).door;
    }
}
