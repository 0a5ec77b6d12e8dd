// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan made while the catalogue is empty is kept until it is analyzed; it must be right for many versions too. */
class YoungCataloguePlansTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    @ParameterizedTest
    @ValueSource(strings = {"a.id = 'x'", "a.id = ANY(ARRAY['x', 'y']) ORDER BY a.id"})
    void idsAreLookedUpInTheIndexOfIds(String condition) {
        String plan = POSTGRES.database()
                .read(
                        POSTGRES.tenant(),
                        sql -> String.join(
                                "\n",
                                sql.createQuery("EXPLAIN SELECT a.spec FROM registry.asset a WHERE " + condition)
                                        .mapTo(String.class)
                                        .list()));

        assertThat(plan).contains("Index Scan using asset_pkey");
    }
}
