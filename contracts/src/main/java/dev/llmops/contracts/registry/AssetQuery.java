// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list of versions is narrowed to; all conditions must hold, at most 10 tags, labels and words together.
 *
 * @param namePrefix what the name begins with
 * @param labels key and value
 * @param text beginnings of words of name and description
 */
public record AssetQuery(
        @Nullable AssetKind kind,
        @Nullable AssetStatus status,
        @Nullable String namePrefix,
        List<String> tags,
        Map<String, String> labels,
        @Nullable String text,
        Order order) {
    public enum Order {
        NEWEST,
        OLDEST,
        NAME
    }

    public AssetQuery {
        tags = List.copyOf(tags);
        labels = Map.copyOf(labels);
    }
}
