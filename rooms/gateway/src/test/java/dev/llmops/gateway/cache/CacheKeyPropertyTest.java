// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.gateway.cache.AnswerCache.Asker;
import dev.llmops.gateway.dialect.ClientDialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

final class CacheKeyPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Asker WHO = new Asker("tenant", "subscription", "service@1.0.0");
    private static final Set<String> IRRELEVANT = Set.of("user", "metadata", "safety_identifier", "prompt_cache_key");

    /** Few values of each member, so that two requests are often the same. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry(
                    "messages",
                    List.of(
                            "[{\"role\":\"user\",\"content\":\"a b\"}]",
                            "[{\"role\":\"user\",\"content\":\"ab\"}]",
                            "[{\"role\":\"user\",\"content\":\"\\\" [ \\\\\"}]",
                            "[{\"role\":\"user\",\"content\":\"\\\"[\\\\\"}]")),
            Map.entry("temperature", List.of("0", "0.1", "0.3")),
            Map.entry("top_p", List.of("1", "0.5")),
            Map.entry("n", List.of("1", "2")),
            Map.entry("seed", List.of("1", "11")),
            Map.entry("max_tokens", List.of("1", "11")),
            Map.entry("stream", List.of("true", "false")),
            Map.entry("stream_options", List.of("{\"include_usage\":true}", "{\"include_usage\":false}")),
            Map.entry("tools", List.of("[]", "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]")),
            Map.entry("response_format", List.of("{\"type\":\"json_object\"}", "{\"type\":\"text\"}")),
            Map.entry("stop", List.of("\"x\"", "[\"x\"]")),
            Map.entry("x_unknown", List.of("1", "null", "\"1\"")),
            Map.entry("user", List.of("\"u\"", "\"v\"")),
            Map.entry("metadata", List.of("{\"a\":\"b\"}", "{}")),
            Map.entry("safety_identifier", List.of("\"s\"")),
            Map.entry("prompt_cache_key", List.of("\"p\"")));

    @Property(tries = 5_000)
    void requestsShareAKeyExactlyWhenTheyAskTheSame(@ForAll Random random) throws IOException {
        String one = body(random);
        String other = random.nextBoolean() ? body(random) : changed(one, random);
        assertThat(key(one).equals(key(other)))
                .as("%s and %s", one, other)
                .isEqualTo(asked(one).equals(asked(other)));
    }

    @Property(tries = 1_000)
    void spaceOrderAndWhoAsksMakeNoDifference(@ForAll Random random) throws IOException {
        String one = body(random);
        ObjectNode tree = (ObjectNode) JSON.readTree(one);
        tree.put("user", "somebody else");
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(tree.properties());
        Collections.shuffle(members, random);
        ObjectNode shuffled = JSON.createObjectNode();
        members.forEach(member -> shuffled.set(member.getKey(), member.getValue()));
        assertThat(key(shuffled.toPrettyString())).isEqualTo(key(one));
    }

    @Example
    void whoMayShareIsPartOfTheKey() {
        String body = body(new Random(1));
        CacheKey key = key(body);
        assertThat(List.of(
                        key(body, CacheScope.TENANT, new Asker("other", "subscription", "service@1.0.0"), "target"),
                        key(body, CacheScope.TENANT, new Asker("tenant", "subscription", "service@1.0.1"), "target"),
                        key(body, CacheScope.TENANT, WHO, "another"),
                        key(body, CacheScope.SUBSCRIPTION, WHO, "target")))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
        assertThat(key(body, CacheScope.TENANT, new Asker("tenant", "sibling", "service@1.0.0"), "target"))
                .isEqualTo(key);
        assertThat(key(body, CacheScope.SUBSCRIPTION, new Asker("tenant", "sibling", "service@1.0.0"), "target"))
                .isNotEqualTo(key(body, CacheScope.SUBSCRIPTION, WHO, "target"));
    }

    @Example
    void whatIsMoreThanAQuestionHasNoKey() {
        String begin = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],";
        assertThat(maybe(begin + "\"temperature\":0.31}")).isNull();
        assertThat(maybe(begin + "\"previous_response_id\":\"r\"}")).isNull();
        assertThat(maybe(begin + "\"background\":true}")).isNull();
        assertThat(maybe(begin + "\"seed\":1,\"seed\":2}")).isNull();
        assertThat(maybe(begin + "\"background\":false,\"previous_response_id\":null}"))
                .isNotNull();
    }

    private static String body(Random random) {
        ObjectNode body = JSON.createObjectNode();
        VALUES.forEach((name, values) -> {
            if (name.equals("messages") || random.nextInt(3) == 0) {
                body.putRawValue(
                        name,
                        new com.fasterxml.jackson.databind.util.RawValue(values.get(random.nextInt(values.size()))));
            }
        });
        body.put("model", "chat");
        return body.toString();
    }

    private static String changed(String body, Random random) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(body);
        List<String> names = new ArrayList<>(VALUES.keySet());
        names.remove("messages");
        String name = names.get(random.nextInt(names.size()));
        List<String> values = VALUES.get(name);
        if (tree.has(name) && random.nextBoolean()) {
            tree.remove(name);
        } else if (values != null) {
            tree.set(name, JSON.readTree(values.get(random.nextInt(values.size()))));
        }
        return tree.toString();
    }

    /** What the answer depends on, worked out in another way. */
    private static JsonNode asked(String body) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(body);
        tree.remove(IRRELEVANT);
        tree.put("stream", tree.path("stream").booleanValue());
        return tree;
    }

    private static CacheKey key(String body) {
        return key(body, CacheScope.TENANT, WHO, "target");
    }

    private static CacheKey key(String body, CacheScope scope, Asker who, String target) {
        CacheKey key = keyOrNull(body, scope, who, target);
        if (key == null) {
            throw new AssertionError("no key for " + body);
        }
        return key;
    }

    private static @Nullable CacheKey maybe(String body) {
        return keyOrNull(body, CacheScope.TENANT, WHO, "target");
    }

    private static @Nullable CacheKey keyOrNull(String body, CacheScope scope, Asker who, String target) {
        byte[] bytes = body.getBytes(UTF_8);
        ServiceCache cache = new ServiceCache(new CachePolicy(CacheMode.EXACT, 60, scope, 4_096), "1");
        return AnswerCache.key(
                cache, who, ClientDialect.OPENAI_CHAT, ClientDialect.OPENAI_CHAT.read(bytes), bytes, target);
    }
}
