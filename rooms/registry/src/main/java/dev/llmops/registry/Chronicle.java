// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.EventLog;
import dev.llmops.registry.compare.AssetState;
import dev.llmops.registry.history.AssetHistory;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps what a change made of a version, within the transaction of the change. */
final class Chronicle {
    private Chronicle() {}

    static void note(
            Handle sql,
            EventLog events,
            String tenant,
            String action,
            Asset before,
            Asset after,
            @Nullable String reason) {
        ObjectNode was = AssetState.of(before);
        ObjectNode is = AssetState.of(after);
        new AssetHistory(sql)
                .add(
                        tenant,
                        after.id(),
                        action,
                        after.revision(),
                        reason,
                        AssetState.differing(was, is),
                        AssetState.differing(is, was),
                        after.updatedBy(),
                        after.updatedAt());
        if (!before.labels().equals(after.labels())) {
            events.append(
                    new RegistryEvent.LabelsChanged(after.id(), after.revision(), before.labels(), after.labels()));
        }
    }
}
