// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonPatchTest {
    @Test
    void anInsertedItemIsOneOperation() {
        assertThat(patch("{\"a\":[1,2,3,4]}", "{\"a\":[1,9,2,3,4]}")).containsExactly("add /a/1");
        assertThat(patch("{\"a\":[1,9,2]}", "{\"a\":[1,2]}")).containsExactly("remove /a/1");
        assertThat(patch("{\"a\":{\"b/c\":1,\"d\":null}}", "{\"a\":{\"b/c\":2}}"))
                .containsExactly("replace /a/b~1c", "remove /a/d");
        assertThat(patch("{\"a\":1.0}", "{\"a\":1}")).isEmpty();
    }

    @Property(tries = 2_000)
    void appliedToTheFirstItGivesTheSecond(@ForAll("values") JsonNode before, @ForAll("values") JsonNode after) {
        JsonNode result = before.deepCopy();
        for (JsonPatch.Operation operation : JsonPatch.between(before, after)) {
            result = applied(result, operation);
        }
        assertThat(CanonicalJson.of(result)).isEqualTo(CanonicalJson.of(after));
    }

    private static JsonNode applied(JsonNode root, JsonPatch.Operation operation) {
        if (operation.path().isEmpty()) {
            return operation.json().get("value");
        }
        int slash = operation.path().lastIndexOf('/');
        String last = operation.path().substring(slash + 1).replace("~1", "/").replace("~0", "~");
        JsonNode parent = root.at(operation.path().substring(0, slash));
        JsonNode value = operation.json().get("value");
        if (parent instanceof ObjectNode object) {
            if (operation.op().equals("remove")) {
                object.remove(last);
            } else {
                object.set(last, value.deepCopy());
            }
        } else {
            ArrayNode array = (ArrayNode) parent;
            int index = Integer.parseInt(last);
            switch (operation.op()) {
                case "remove" -> array.remove(index);
                case "add" -> array.insert(index, value.deepCopy());
                default -> array.set(index, value.deepCopy());
            }
        }
        return root;
    }

    private static List<String> patch(String before, String after) {
        return JsonPatch.between(
                        JsonSource.read(before).root(), JsonSource.read(after).root())
                .stream()
                .map(operation -> operation.op() + " " + operation.path())
                .toList();
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return value(3);
    }

    private static Arbitrary<JsonNode> value(int depth) {
        Arbitrary<JsonNode> scalar = Arbitraries.of("1", "2", "true", "null", "\"a\"", "\"b\"")
                .map(text -> JsonSource.read(text).root());
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<JsonNode> array = value(depth - 1).list().ofMaxSize(5).map(items -> {
            ArrayNode node = SourceTree.NODES.arrayNode();
            items.forEach(node::add);
            return node;
        });
        Arbitrary<JsonNode> object = Arbitraries.maps(Arbitraries.of("a", "b", "c/d", "e~f"), value(depth - 1))
                .ofMaxSize(4)
                .map(members -> {
                    ObjectNode node = SourceTree.NODES.objectNode();
                    members.forEach(node::set);
                    return node;
                });
        return Arbitraries.oneOf(scalar, array, object);
    }
}
