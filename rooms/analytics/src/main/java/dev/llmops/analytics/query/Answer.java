// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a query is answered with.
 *
 * @param rows values in the order of the columns
 */
@Schema(name = "QueryAnswer")
public record Answer(
        List<Column> columns,
        List<List<@Nullable Object>> rows,
        @Nullable String nextCursor) {
    /** @param type timestamp, string, boolean, integer or number */
    record Column(String name, String type) {}
}
