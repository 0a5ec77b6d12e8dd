// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What makes one JSON value of another, by RFC 6902. Members are compared by name, items from both ends, so that one
 * inserted item is one operation. Values are equal when their canonical texts are.
 */
public final class JsonPatch {
    private final List<Operation> operations = new ArrayList<>();

    private JsonPatch() {}

    /**
     * One operation, with what it replaces.
     *
     * @param op add, remove or replace
     */
    public record Operation(
            String op,
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {
        /** As RFC 6902 has it. */
        public ObjectNode json() {
            ObjectNode json = SourceTree.NODES.objectNode();
            json.put("op", op);
            json.put("path", path);
            if (after != null) {
                json.set("value", after);
            }
            return json;
        }
    }

    public static List<Operation> between(JsonNode before, JsonNode after) {
        JsonPatch patch = new JsonPatch();
        patch.compare("", before, after);
        return List.copyOf(patch.operations);
    }

    public static ArrayNode json(List<Operation> operations) {
        ArrayNode array = SourceTree.NODES.arrayNode();
        operations.forEach(operation -> array.add(operation.json()));
        return array;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            compareObjects(path, before, after);
        } else if (before.isArray() && after.isArray()) {
            compareArrays(path, before, after);
        } else if (!same(before, after)) {
            operations.add(new Operation("replace", path, before, after));
        }
    }

    private void compareObjects(String path, JsonNode before, JsonNode after) {
        Set<String> members = new TreeSet<>();
        before.fieldNames().forEachRemaining(members::add);
        after.fieldNames().forEachRemaining(members::add);
        for (String member : members) {
            String place = SourceDocument.step(path, member);
            JsonNode old = before.get(member);
            JsonNode now = after.get(member);
            if (old == null) {
                operations.add(new Operation("add", place, null, now));
            } else if (now == null) {
                operations.add(new Operation("remove", place, old, null));
            } else {
                compare(place, old, now);
            }
        }
    }

    private void compareArrays(String path, JsonNode before, JsonNode after) {
        int start = 0;
        while (start < before.size() && start < after.size() && same(before.get(start), after.get(start))) {
            start++;
        }
        int oldEnd = before.size();
        int newEnd = after.size();
        while (oldEnd > start && newEnd > start && same(before.get(oldEnd - 1), after.get(newEnd - 1))) {
            oldEnd--;
            newEnd--;
        }
        int common = Math.min(oldEnd, newEnd);
        for (int i = start; i < common; i++) {
            compare(path + "/" + i, before.get(i), after.get(i));
        }
        for (int i = oldEnd - 1; i >= common; i--) {
            operations.add(new Operation("remove", path + "/" + i, before.get(i), null));
        }
        for (int i = common; i < newEnd; i++) {
            operations.add(new Operation("add", path + "/" + i, null, after.get(i)));
        }
    }

    private static boolean same(JsonNode before, JsonNode after) {
        return CanonicalJson.of(before).equals(CanonicalJson.of(after));
    }
}
