// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import graphql.introspection.IntrospectionQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GraphqlEngineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TenantId TENANT = new TenantId("01HZZZZZZZZZZZZZZZZZZZZZZZ");
    private static final Caller ADMIN = Caller.system(TENANT, "ada");
    private static final Caller READER = new Caller(
            Caller.Kind.API_KEY, TENANT, "key", "reader", Set.of(Role.READER), Role.READER.permissions(), "key", null);

    private final AssetShelf shelf = new AssetShelf();
    private final GraphqlEngine engine = new GraphqlEngine(
            new RegistryFields(shelf, shelf), new EventFields(new EventShelf(), new RegistryFields(shelf, shelf)));

    @Test
    void aVersionIsAnsweredWithTheFieldsAskedFor() {
        shelf.put("a1", "support", "1.4.0", List.of());

        JsonNode answer = ask(ADMIN, """
                { asset(id: "a1") { kind name version status revision labels { key value } spec createdAt } }""");

        assertThat(answer.at("/data/asset").toString()).isEqualTo("""
                {"kind":"model","name":"support","version":"1.4.0","status":"PUBLISHED","revision":3,\
                "labels":[{"key":"team","value":"support"}],\
                "spec":{"type":"completion","limits":[1,2.5]},"createdAt":"2026-01-31T12:00:00Z"}""");
    }

    @Test
    void manyVersionsAreOneQuestionToTheRegistry() {
        IntStream.range(0, 20).forEach(i -> shelf.put("a" + i, "m" + i, "1.0.0", List.of()));
        String fields = IntStream.range(0, 20)
                .mapToObj(i -> "a" + i + ": asset(id: \"a" + i + "\") { name }")
                .collect(Collectors.joining(" "));

        JsonNode answer = ask(ADMIN, "{" + fields + "}");

        assertThat(answer.at("/data/a19/name").asText()).isEqualTo("m19");
        assertThat(shelf.described).isEqualTo(1);
    }

    @Test
    void aDependencyIsResolved() {
        shelf.put("base", "base", "2.0.0", List.of());
        shelf.put(
                "a1",
                "tuned",
                "1.0.0",
                List.of(new AssetDependency(AssetKind.MODEL, "base", "^2", AssetDependency.Type.TRAINING, true)));

        JsonNode answer = ask(ADMIN, """
                { asset(id: "a1") { dependencies { name constraint type required resolved { version } } } }""");

        assertThat(answer.at("/data/asset/dependencies/0").toString())
                .isEqualTo("{\"name\":\"base\",\"constraint\":\"^2\",\"type\":\"TRAINING\",\"required\":true,"
                        + "\"resolved\":{\"version\":\"2.0.0\"}}");
    }

    @Test
    void aReaderChangesNothing() {
        shelf.put("a1", "support", "1.4.0", List.of());

        JsonNode answer = ask(READER, "mutation { deleteAsset(id: \"a1\") }");

        assertThat(answer.at("/errors/0/extensions/code").asText()).isEqualTo("forbidden");
        assertThat(shelf.assets).hasSize(1);
    }

    @Test
    void aChangeSaysWhichRevisionItWasMadeFor() {
        shelf.put("a1", "support", "1.4.0", List.of());
        String change = """
                mutation($revision: Long!) { updateAsset(id: "a1", revision: $revision,
                  change: {description: null, labels: [{key: "team", value: "sales"}]}) { id } }""";

        JsonNode stale = answered(ADMIN, new GraphqlQuestion(change, null, Map.of("revision", 2)));
        assertThat(stale.at("/errors/0/extensions/code").asText()).isEqualTo("precondition_failed");
        assertThat(stale.at("/errors/0/path/0").asText()).isEqualTo("updateAsset");

        JsonNode done = answered(ADMIN, new GraphqlQuestion(change, null, Map.of("revision", 3)));
        assertThat(done.at("/data/updateAsset/id").asText()).isEqualTo("a1");
        assertThat(shelf.patch).isEqualTo("{\"description\":null,\"labels\":{\"team\":\"sales\"}}");
    }

    @Test
    void theToolsOfClientsMayLookAtTheWholeSchema() {
        JsonNode answer = ask(READER, IntrospectionQuery.INTROSPECTION_QUERY);

        assertThat(answer.path("errors").isMissingNode()).isTrue();
        assertThat(answer.at("/data/__schema/types").size()).isGreaterThan(10);
    }

    @Test
    void aFederatedGatewayFindsEntitiesByTheirKeys() {
        shelf.put("a1", "support", "1.4.0", List.of());

        JsonNode answer = answered(
                ADMIN,
                new GraphqlQuestion(
                        "query($keys: [_Any!]!) { _service { sdl } _entities(representations: $keys) { ... on Asset { name } } }",
                        null,
                        Map.of(
                                "keys",
                                List.of(
                                        Map.of("__typename", "Asset", "id", "a1"),
                                        Map.of(
                                                "__typename",
                                                "Asset",
                                                "kind",
                                                "model",
                                                "name",
                                                "support",
                                                "version",
                                                "latest"),
                                        Map.of("__typename", "Asset", "id", "gone")))));

        assertThat(answer.at("/data/_entities").toString())
                .isEqualTo("[{\"name\":\"support\"},{\"name\":\"support\"},null]");
        assertThat(answer.at("/data/_service/sdl").asText()).contains("@key(fields");
    }

    @Test
    void aQuestionOfFiftyLevelsIsRefused() {
        refused("{ assets { items {" + " versions { items {".repeat(24) + " id " + "}}".repeat(24) + "}}}", "depth");
    }

    @Test
    void fragmentsThatDoubleOneAnotherAreRefusedAtOnce() {
        String chain = IntStream.range(0, 60)
                .mapToObj(i -> "fragment f" + i + " on Asset { ...f" + (i + 1) + " ...f" + (i + 1) + " }")
                .collect(Collectors.joining(" "));

        refused("{ asset(id: \"a\") { ...f0 } } " + chain + " fragment f60 on Asset { id }", "cost");
    }

    @Test
    void aFragmentThatContainsItselfIsRefused() {
        refused("{ asset(id: \"a\") { ...f } } fragment f on Asset { id ...f }", "contain themselves");
    }

    @Test
    void manyAliasesAreRefused() {
        String fields = IntStream.range(0, 31)
                .mapToObj(i -> "a" + i + ": asset(id: \"a\") { id }")
                .collect(Collectors.joining(" "));

        refused("{" + fields + "}", "31 aliases");
    }

    @Test
    void aListOfListsCostsTheirProduct() {
        refused("{ assets(limit: 200) { items { versions(limit: 200) { items { id } } } } }", "cost");
        refused("{ assets(limit: 1000000000) { items { id name } } }", "cost");
    }

    @Test
    void whatIsNoGraphqlIsRefusedWithItsPlace() {
        refused("{ asset(id: ", "query:");
        refused("{ " + "a ".repeat(20_000) + "}", "query:");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(
                        () -> GraphqlQuestion.read("{\"query\": 5}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED));
    }

    @Test
    void aGetChangesNothing() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> engine.answer(
                        ADMIN,
                        new GraphqlQuestion("mutation { deleteAsset(id: \"a1\") }", null, Map.of()),
                        GraphqlEngine.Kinds.QUERIES))
                .withMessageContaining("by POST");
    }

    @Test
    void aSubscriptionIsSentElsewhere() {
        refused("subscription { assetEvents { type } }", "WebSocket");
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        assertThat(ask(ADMIN, "{ asset(id: \"a\") { nonsense } }")
                        .at("/errors/0/message")
                        .asText())
                .contains("nonsense");
    }

    private void refused(String query, String reason) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> ask(ADMIN, query))
                .withMessageContaining(reason)
                .satisfies(problem -> assertThat(problem.code().status()).isEqualTo(400));
    }

    private JsonNode ask(Caller caller, String query) {
        return answered(caller, new GraphqlQuestion(query, null, Map.of()));
    }

    private JsonNode answered(Caller caller, GraphqlQuestion question) {
        return JSON.valueToTree(engine.answer(caller, question, GraphqlEngine.Kinds.QUERIES_AND_CHANGES)
                .toSpecification());
    }
}
