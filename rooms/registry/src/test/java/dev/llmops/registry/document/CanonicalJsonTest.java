// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    /** The example of RFC 8785, section 3.2.2 and 3.2.3, with its euro sign and control characters. */
    @Test
    void theExampleOfTheRfcIsReproduced() {
        String source = """
                {"numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}
                """;
        assertThat(CanonicalJson.of(JsonSource.read(source).root()))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** Appendix B of RFC 8785: bits of a double, and how ECMAScript writes it. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "0000000000000001,5e-324",
        "8000000000000001,-5e-324",
        "7fefffffffffffff,1.7976931348623157e+308",
        "4340000000000000,9007199254740992",
        "c340000000000000,-9007199254740992",
        "4430000000000000,295147905179352830000",
        "44b52d02c7e14af5,9.999999999999997e+22",
        "44b52d02c7e14af6,1e+23",
        "444b1ae4d6e2ef4e,999999999999999700000",
        "444b1ae4d6e2ef50,1e+21",
        "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d,0.000001",
        "41b3de4355555553,333333333.3333332",
        "41b3de4355555557,333333333.33333343",
        "becbf647612f3696,-0.0000033333333333333333",
        "43143ff3c1cb0959,1424953923781206.2"
    })
    void numbersAreWrittenAsEcmaScriptDoes(String bits, String expected) {
        assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(expected);
    }

    @Property(tries = 300)
    void theOrderOfMembersDoesNotChangeTheDigest(@ForAll("values") JsonNode value, @ForAll long seed) {
        JsonNode shuffled = shuffled(value, new Random(seed));
        assertThat(CanonicalJson.digest(shuffled)).isEqualTo(CanonicalJson.digest(value));
    }

    @Property(tries = 300)
    void theCanonicalTextIsItsOwnCanonicalText(@ForAll("values") JsonNode value) {
        String text = CanonicalJson.of(value);
        assertThat(CanonicalJson.of(JsonSource.read(text).root())).isEqualTo(text);
    }

    @Property(tries = 300)
    void anotherMemberIsAnotherDigest(@ForAll("values") JsonNode value) {
        ObjectNode more = value.deepCopy();
        more.put("one more", true);
        assertThat(CanonicalJson.digest(more)).isNotEqualTo(CanonicalJson.digest(value));
    }

    @Test
    void yamlAndJsonOfOneValueHaveOneDigest() {
        JsonNode yaml = YamlSource.read("b: [1.50, 'x']\na: {d: null, c: 10}\n", 1)
                .getFirst()
                .root();
        JsonNode json = JsonSource.read("{\"a\":{\"c\":1e1,\"d\":null},\"b\":[1.5,\"x\"]}")
                .root();
        assertThat(CanonicalJson.digest(yaml)).isEqualTo(CanonicalJson.digest(json));
    }

    @Provide
    Arbitrary<ObjectNode> values() {
        return Arbitraries.randomValue(random -> object(random, 3));
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = SourceTree.NODES.objectNode();
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            object.set("k" + Character.toString(random.nextInt(0x20, 0x500)), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> SourceTree.text("é\n" + random.nextInt(), 1);
            case 1 -> SourceTree.number(Integer.toString(random.nextInt()), 1);
            case 2 -> SourceTree.number(Double.toString(random.nextGaussian()), 1);
            case 3 -> SourceTree.NODES.nullNode();
            case 4 -> object(random, depth);
            default ->
                SourceTree.NODES.arrayNode().add(value(random, depth - 1)).add(random.nextBoolean());
        };
    }

    private static JsonNode shuffled(JsonNode value, Random random) {
        if (value.isArray()) {
            ArrayNode array = SourceTree.NODES.arrayNode();
            value.forEach(item -> array.add(shuffled(item, random)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
        Collections.shuffle(members, random);
        ObjectNode object = SourceTree.NODES.objectNode();
        members.forEach(member -> object.set(member.getKey(), shuffled(member.getValue(), random)));
        return object;
    }
}
