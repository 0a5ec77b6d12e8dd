// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.TenantId;
import java.util.Optional;

/** The kinds that an organisation has beside those that are built in. */
@FunctionalInterface
public interface KindDirectory {
    /** The JSON Schema of the kind's spec; empty when the organisation has no such kind. */
    Optional<ObjectNode> specSchema(TenantId tenant, AssetKind kind);
}
