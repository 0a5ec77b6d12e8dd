// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.kernel.PageRequest;
import dev.llmops.search.query.Orders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A search as a document, with conditions as a tree.
 *
 * @param versions {@code best} (one hit per asset, the default) or {@code all}
 */
@Schema(
        name = "AssetSearch",
        requiredProperties = {})
record SearchBody(
        @Nullable String q,
        @Nullable ConditionBody query,
        @Nullable String mode,
        @Nullable String sort,
        @Nullable String versions,
        @Nullable List<String> facets,
        @Nullable Boolean highlight,
        @Nullable Boolean explain,
        @Nullable Integer limit,
        @Nullable String cursor,
        @Nullable String after) {
    SearchRequest request() {
        return new SearchRequest(
                q,
                query == null ? null : query.condition("query", 1),
                SearchParameters.mode(mode),
                Orders.parse(sort),
                SearchParameters.allVersions(versions),
                facets == null ? List.of() : facets,
                Boolean.TRUE.equals(highlight),
                Boolean.TRUE.equals(explain),
                limit == null ? PageRequest.DEFAULT_LIMIT : limit,
                cursor,
                after);
    }
}
