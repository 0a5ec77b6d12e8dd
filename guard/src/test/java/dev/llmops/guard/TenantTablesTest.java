// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.kits.postgres.TenantIsolation;
import dev.llmops.kits.product.Product;
import dev.llmops.platform.sql.RoomSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every table of every room, as its migrations leave it, keeps organisations apart in the database itself. */
class TenantTablesTest {
    @Test
    void noTableViewOrFunctionOfAnyRoomIsAWayAroundTheTenant() throws IOException {
        RoomSchema[] rooms = rooms().stream().map(RoomSchema::new).toArray(RoomSchema[]::new);
        assertThat(rooms).hasSizeGreaterThanOrEqualTo(6);

        try (PostgresKit kit = PostgresKit.of(rooms)) {
            assertThat(kit.owner().<List<String>, RuntimeException>withHandle(TenantIsolation::unprotectedTables))
                    .isEmpty();
        }
    }

    /** The schemas that have migrations, from the sources; the platform's own comes with the kit. */
    private static List<String> rooms() throws IOException {
        try (Stream<Path> folders = Files.walk(Product.root(), 8)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> folder.toString().matches(".*/src/main/resources/db/[a-z]+"))
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> !name.equals("platform"))
                    .sorted()
                    .toList();
        }
    }
}
