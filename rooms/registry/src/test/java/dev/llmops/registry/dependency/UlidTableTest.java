// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Ulids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UlidTableTest {
    @Test
    void manyIdsKeepTheirNumbers() {
        UlidTable table = new UlidTable();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            ids.add(Ulids.next());
            assertThat(table.add(ids.get(i))).isEqualTo(i);
        }
        for (int i = 0; i < ids.size(); i++) {
            assertThat(table.find(ids.get(i))).isEqualTo(i);
            assertThat(table.add(ids.get(i))).isEqualTo(i);
            assertThat(table.ulid(i)).isEqualTo(ids.get(i));
        }
        assertThat(table.find(Ulids.next())).isEqualTo(UlidTable.NONE);
        assertThat(table.bytes()).isLessThan(20_000 * 48L);
    }
}
