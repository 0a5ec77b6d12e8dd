// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.TenantId;
import java.util.Collection;
import java.util.List;

/** Where the present state of versions is read; unknown ids are left out. */
@FunctionalInterface
public interface AssetSource {
    int MAX = 1_000;

    List<Asset> describe(TenantId tenant, Collection<String> ids);
}
