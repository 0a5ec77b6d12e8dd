// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.ProductApi;

/** A plan with every limit set and none of them in the way. */
final class GatewayPlan {
    private GatewayPlan() {}

    static ObjectNode plenty() {
        return ProductApi.JSON
                .createObjectNode()
                .put("name", "bench")
                .put("requests_per_month", 1_000_000_000_000L)
                .put("tokens_per_month", 1_000_000_000_000L)
                .put("requests_per_minute", 100_000_000L)
                .put("burst", 1_000_000L)
                .put("tokens_per_minute", 1_000_000_000_000L);
    }
}
