// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Problem;
import dev.llmops.registry.document.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a list of versions is narrowed to. All conditions must hold.
 *
 * @param namePrefix what the name begins with
 * @param words beginnings of words of name or description
 */
record AssetFilter(
        @Nullable AssetKind kind,
        @Nullable AssetStatus status,
        @Nullable String namePrefix,
        List<String> tags,
        Map<String, String> labels,
        List<String> words,
        Order order) {
    static final int MAX_CONDITIONS = 10;
    static final int MAX_QUERY_LENGTH = 256;
    private static final String LABEL = "label.";

    enum Order {
        NEWEST("-created_at"),
        OLDEST("created_at"),
        NAME("name");

        private final String wireName;

        Order(String wireName) {
            this.wireName = wireName;
        }

        static Order parse(@Nullable String text) {
            for (Order order : values()) {
                if (text == null || order.wireName.equals(text)) {
                    return order;
                }
            }
            throw Problem.invalid("sort", text, "-created_at, created_at or name");
        }
    }

    AssetFilter {
        tags = List.copyOf(tags);
        labels = Map.copyOf(labels);
        words = List.copyOf(words);
        int conditions = tags.size() + labels.size() + words.size();
        if (conditions > MAX_CONDITIONS) {
            throw Problem.invalid(
                    "filter",
                    conditions + " conditions",
                    "at most " + MAX_CONDITIONS + " tags, labels and words together");
        }
    }

    /** Reads query parameters whose names were checked; {@code tag} may be repeated. */
    static AssetFilter of(Map<String, List<String>> query) {
        String kind = single(query, "kind");
        String status = single(query, "status");
        List<String> tags = new ArrayList<>();
        query.getOrDefault("tag", List.of()).forEach(tag -> tags.add(bounded("tag", tag, 100)));
        Map<String, String> labels = new TreeMap<>();
        for (String parameter : new TreeSet<>(query.keySet())) {
            if (parameter.startsWith(LABEL)) {
                String key = bounded(parameter, parameter.substring(LABEL.length()), 128);
                labels.put(key, String.valueOf(single(query, parameter)));
            }
        }
        return new AssetFilter(
                kind == null ? null : AssetKind.parse(kind),
                status == null ? null : AssetStatus.parse(status),
                single(query, "name"),
                tags,
                labels,
                words(single(query, "q")),
                Order.parse(single(query, "sort")));
    }

    /** The same bounds for a question that did not come as query parameters. */
    static AssetFilter of(AssetQuery query) {
        Map<String, List<String>> parameters = new TreeMap<>();
        put(parameters, "kind", query.kind() == null ? null : query.kind().wireName());
        put(parameters, "status", query.status() == null ? null : query.status().wireName());
        put(parameters, "name", query.namePrefix());
        put(parameters, "q", query.text());
        put(parameters, "sort", Order.valueOf(query.order().name()).wireName);
        parameters.put("tag", query.tags());
        query.labels().forEach((key, value) -> put(parameters, LABEL + key, value));
        return of(parameters);
    }

    private static void put(Map<String, List<String>> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, List.of(value));
        }
    }

    AssetFilter inOrderOfCreation() {
        return new AssetFilter(kind, status, namePrefix, tags, labels, words, Order.OLDEST);
    }

    private static List<String> words(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<String> words = List.copyOf(AssetTerms.words(text));
        if (words.isEmpty()) {
            throw Problem.invalid("q", text, "words of letters or digits");
        }
        return words;
    }

    private static @Nullable String single(Map<String, List<String>> query, String parameter) {
        List<String> values = query.getOrDefault(parameter, List.of());
        if (values.size() > 1) {
            throw Problem.invalid(parameter, values.size() + " values", "one value");
        }
        return values.isEmpty() ? null : bounded(parameter, values.getFirst(), 1_024);
    }

    private static String bounded(String parameter, String value, int max) {
        boolean storable = SourceTree.isStorable(value);
        int longest = parameter.equals("q") ? MAX_QUERY_LENGTH : max;
        if (!storable || value.length() > longest) {
            throw Problem.invalid(
                    parameter, storable ? value : null, "a text of at most " + longest + " characters without NUL");
        }
        return value;
    }
}
