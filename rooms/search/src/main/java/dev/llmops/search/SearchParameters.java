// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.search.Condition;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.kernel.Problem;
import dev.llmops.search.query.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A search as query parameters. A parameter given several times means any of its values; {@code tag} means all, as does
 * {@code tags_all}. A capability is compared: {@code capability.context_length=>8000}, {@code >=}, {@code <}, {@code <=},
 * or {@code 8000..16000}; without a sign it is equal.
 */
final class SearchParameters {
    private static final String LABEL = "label.";
    private static final String CAPABILITY = "capability.";
    private static final String[] NAMES = {
        "q",
        "id",
        "kind",
        "status",
        "name",
        "provider",
        "owner",
        "licence",
        "tag",
        "tags_all",
        "tags_any",
        "tags_exclude",
        LABEL,
        CAPABILITY,
        "created_after",
        "created_before",
        "updated_after",
        "updated_before",
        "versions",
        "mode",
        "sort",
        "facets",
        "highlight",
        "explain",
        "after"
    };
    private static final List<String> ANY_OF = List.of("id", "kind", "status", "provider", "owner", "licence");

    private final Map<String, List<String>> given;

    private SearchParameters(Map<String, List<String>> given) {
        this.given = given;
    }

    static String[] names() {
        return NAMES.clone();
    }

    /** Reads parameters whose names were checked. */
    static SearchRequest of(Map<String, List<String>> given, int limit) {
        SearchParameters parameters = new SearchParameters(given);
        return new SearchRequest(
                parameters.single("q"),
                parameters.conditions(),
                mode(parameters.single("mode")),
                Orders.parse(parameters.single("sort")),
                allVersions(parameters.single("versions")),
                parameters.facets(),
                parameters.flag("highlight"),
                parameters.flag("explain"),
                limit,
                parameters.single("cursor"),
                parameters.single("after"));
    }

    static @Nullable Mode mode(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw Problem.invalid("mode", text, "text, semantic or hybrid");
    }

    static boolean allVersions(@Nullable String text) {
        return switch (text) {
            case null -> false;
            case "best" -> false;
            case "all" -> true;
            default -> throw Problem.invalid("versions", text, "best or all");
        };
    }

    private Condition conditions() {
        List<Condition> all = new ArrayList<>();
        for (String name : ANY_OF) {
            addIn(all, name, given.getOrDefault(name, List.of()));
        }
        for (String name : List.of("tag", "tags_all")) {
            given.getOrDefault(name, List.of()).forEach(tag -> all.add(new Condition.In("tags", List.of(tag))));
        }
        addIn(all, "tags", given.getOrDefault("tags_any", List.of()));
        given.getOrDefault("tags_exclude", List.of())
                .forEach(tag -> all.add(new Condition.Not(new Condition.In("tags", List.of(tag)))));
        String name = single("name");
        if (name != null) {
            all.add(new Condition.StartsWith("name", name));
        }
        for (Map.Entry<String, List<String>> entry : new TreeMap<>(given).entrySet()) {
            if (entry.getKey().startsWith(LABEL)) {
                addIn(all, entry.getKey(), entry.getValue());
            } else if (entry.getKey().startsWith(CAPABILITY)) {
                entry.getValue().forEach(value -> all.add(capability(entry.getKey(), value)));
            }
        }
        addTimes(all, "created");
        addTimes(all, "updated");
        return new Condition.All(all);
    }

    private static void addIn(List<Condition> all, String field, List<String> values) {
        if (!values.isEmpty()) {
            all.add(new Condition.In(field, values));
        }
    }

    private void addTimes(List<Condition> all, String what) {
        String after = single(what + "_after");
        String before = single(what + "_before");
        if (after != null || before != null) {
            all.add(new Condition.Between(what + "_at", after, false, before, false));
        }
    }

    private static Condition capability(String field, String value) {
        int dots = value.indexOf("..");
        if (dots >= 0) {
            return new Condition.Between(
                    field,
                    nullWhenEmpty(value.substring(0, dots)),
                    true,
                    nullWhenEmpty(value.substring(dots + 2)),
                    true);
        }
        if (value.startsWith(">") || value.startsWith("<")) {
            boolean included = value.startsWith("=", 1);
            String bound = value.substring(included ? 2 : 1);
            return value.startsWith(">")
                    ? new Condition.Between(field, bound, included, null, false)
                    : new Condition.Between(field, null, false, bound, included);
        }
        return new Condition.In(field, List.of(value));
    }

    private static @Nullable String nullWhenEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private List<String> facets() {
        List<String> facets = new ArrayList<>();
        for (String value : given.getOrDefault("facets", List.of())) {
            for (String name : value.split(",", -1)) {
                if (!name.isBlank()) {
                    facets.add(name.strip());
                }
            }
        }
        return facets;
    }

    private boolean flag(String name) {
        String text = single(name);
        return switch (text) {
            case null -> false;
            case "true", "" -> true;
            case "false" -> false;
            default -> throw Problem.invalid(name, text, "true or false");
        };
    }

    private @Nullable String single(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.invalid(name, values.size() + " values", "one value");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
