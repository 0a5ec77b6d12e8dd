// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the room is made of and set with. */
@Singleton
final class ForgeBeans {
    @Produces
    @Singleton
    RoomSchema forgeSchema() {
        return new RoomSchema("forge");
    }

    /** {@code llmops.upstream.allow}: networks beside the public ones, such as {@code 10.0.0.0/8,127.0.0.0/8}. */
    @Produces
    @Singleton
    AddressPolicy addressPolicy(@ConfigProperty(name = "llmops.upstream.allow") Optional<List<String>> allow) {
        return new AddressPolicy(
                allow.orElse(List.of()).stream().map(Cidr::parse).toList());
    }

    @Produces
    @Singleton
    HostLookup hostLookup() {
        return HostLookup.system();
    }
}
