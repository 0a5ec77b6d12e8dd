// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.search.Condition;
import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One node of a tree of conditions: {@code {"and":[…]}}, {@code {"or":[…]}}, {@code {"not":{…}}}, {@code {"text":"…"}}, or a
 * field with one of {@code eq, in, prefix, exists} or with bounds {@code gt, gte, lt, lte}.
 */
@Schema(
        name = "AssetCondition",
        requiredProperties = {})
record ConditionBody(
        @Nullable List<@Nullable ConditionBody> and,
        @Nullable List<@Nullable ConditionBody> or,
        @Nullable ConditionBody not,
        @Nullable String text,
        @Nullable String field,
        @Nullable JsonNode eq,
        @Nullable List<@Nullable JsonNode> in,
        @Nullable String prefix,
        @Nullable Boolean exists,
        @Nullable JsonNode gt,
        @Nullable JsonNode gte,
        @Nullable JsonNode lt,
        @Nullable JsonNode lte) {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_LIST = 100;

    /**
     * @param place where the node stands, for messages
     */
    Condition condition(String place, int depth) {
        if (depth > MAX_DEPTH) {
            throw Problem.invalid(place, "a tree deeper than " + MAX_DEPTH, "at most " + MAX_DEPTH + " levels");
        }
        int forms = (and == null ? 0 : 1)
                + (or == null ? 0 : 1)
                + (not == null ? 0 : 1)
                + (text == null ? 0 : 1)
                + (field == null ? 0 : 1);
        if (forms != 1) {
            throw Problem.invalid(place, forms + " of them", "exactly one of and, or, not, text and field");
        }
        if (and != null) {
            return new Condition.All(each(and, place + ".and", depth));
        }
        if (or != null) {
            return new Condition.Any(each(or, place + ".or", depth));
        }
        if (not != null) {
            return new Condition.Not(not.condition(place + ".not", depth + 1));
        }
        return text != null ? new Condition.Words(text) : ofField(place, String.valueOf(field));
    }

    private static List<Condition> each(List<@Nullable ConditionBody> nodes, String place, int depth) {
        if (nodes.size() > MAX_LIST) {
            throw Problem.invalid(place, nodes.size() + " conditions", "at most " + MAX_LIST);
        }
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            ConditionBody node = nodes.get(i);
            if (node == null) {
                throw Problem.invalid(place + "[" + i + "]", null, "a condition");
            }
            conditions.add(node.condition(place + "[" + i + "]", depth + 1));
        }
        return conditions;
    }

    private Condition ofField(String place, String name) {
        boolean range = gt != null || gte != null || lt != null || lte != null;
        int forms = (eq == null ? 0 : 1) + (in == null ? 0 : 1) + (prefix == null ? 0 : 1) + (exists == null ? 0 : 1);
        if (forms + (range ? 1 : 0) != 1) {
            throw Problem.invalid(place, name, "a field with one of eq, in, prefix, exists, or with bounds");
        }
        if (eq != null) {
            return new Condition.In(name, List.of(scalar(place + ".eq", eq)));
        }
        if (in != null) {
            return new Condition.In(name, values(place));
        }
        if (prefix != null) {
            return new Condition.StartsWith(name, prefix);
        }
        if (exists != null) {
            Condition there = new Condition.Exists(name);
            return exists ? there : new Condition.Not(there);
        }
        return between(place, name);
    }

    private List<String> values(String place) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : in == null ? List.<@Nullable JsonNode>of() : in) {
            values.add(scalar(place + ".in", value));
        }
        if (values.size() > MAX_LIST) {
            throw Problem.invalid(place + ".in", values.size() + " values", "at most " + MAX_LIST);
        }
        return values;
    }

    private Condition between(String place, String name) {
        if ((gt != null && gte != null) || (lt != null && lte != null)) {
            throw Problem.invalid(place, "two bounds of one side", "gt or gte, and lt or lte");
        }
        JsonNode from = gt != null ? gt : gte;
        JsonNode to = lt != null ? lt : lte;
        return new Condition.Between(
                name,
                from == null ? null : scalar(place, from),
                gte != null,
                to == null ? null : scalar(place, to),
                lte != null);
    }

    private static String scalar(String place, @Nullable JsonNode value) {
        if (value == null || !value.isValueNode() || value.isNull()) {
            throw Problem.invalid(place, null, "a text, a number or true or false");
        }
        return value.asText();
    }
}
