// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.RegistryDoor;
import dev.llmops.registry.alias.Alias;
import dev.llmops.registry.alias.Aliases;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.ModelRegistry.RegisteredModel;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** The judge is MLflow's own Java client, with its token as Bearer. */
class MlflowClientTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Caller admin = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    private final Registry registry = RegistryDoor.of(POSTGRES);
    private final MlflowHttp http = http(admin);
    private final MlflowClient client = client(http);

    @AfterEach
    void stop() {
        client.close();
        http.close();
    }

    @Test
    void aModelAndItsVersionsAreMadeAndReadBack() {
        post("registered-models/create", """
                {"name":"Iris Classifier","description":"Flowers","tags":[{"key":"team","value":"botany"}]}""");
        for (int i = 1; i <= 3; i++) {
            JsonNode made = post("model-versions/create", """
                    {"name":"Iris Classifier","source":"s3://models/%d","run_id":"run%d","description":"Try %d","tags":[{"key":"n","value":"%d"}]}""".formatted(i, i, i, i));
            assertThat(made.path("model_version").path("version").asText()).isEqualTo(Integer.toString(i));
        }
        RegisteredModel model = client.getRegisteredModel("Iris Classifier");
        assertThat(model.getName()).isEqualTo("Iris Classifier");
        assertThat(model.getDescription()).isEqualTo("Flowers");
        assertThat(model.getTags(0).getValue()).isEqualTo("botany");
        assertThat(model.getLatestVersions(0).getVersion()).isEqualTo("3");
        ModelVersion second = client.getModelVersion("Iris Classifier", "2");
        assertThat(second.getSource()).isEqualTo("s3://models/2");
        assertThat(second.getRunId()).isEqualTo("run2");
        assertThat(second.getCurrentStage()).isEqualTo("None");
        assertThat(second.getStatus().name()).isEqualTo("READY");
        assertThat(client.getModelVersionDownloadUri("Iris Classifier", "2")).isEqualTo("s3://models/2");
        assertThat(client.searchModelVersions("name='Iris Classifier'").getItems())
                .hasSize(3);
        assertThat(client.searchModelVersions("run_id='run3'").getItems()).hasSize(1);
        Asset asset = registry.find(admin, new AssetRef(AssetKind.MODEL, ModelNames.asset("Iris Classifier"), "2.0.0"))
                .orElseThrow();
        assertThat(asset.status()).isEqualTo(AssetStatus.PUBLISHED);
        assertThat(asset.labels()).containsEntry("n", "2");
    }

    @Test
    void versionsOfTheRegistryAreNumberedInTheOrderOfRegistrationForEver() {
        registered("chat", "1.4.0");
        registered("chat", "1.3.9");
        assertThat(client.getModelVersion("chat", "1").getStatusMessage()).startsWith("1.4.0");
        registered("chat", "3.0.0");
        assertThat(client.getModelVersion("chat", "3").getStatusMessage()).startsWith("3.0.0");
        post("model-versions/create", "{\"name\":\"chat\",\"source\":\"s3://x\"}");
        registered("chat", "0.1.0");
        assertThat(client.getModelVersion("chat", "2").getStatusMessage()).startsWith("1.3.9");
        assertThat(client.getModelVersion("chat", "4").getStatusMessage()).startsWith("4.0.0");
        assertThat(client.getModelVersion("chat", "5").getStatusMessage()).startsWith("0.1.0");
        assertThat(client.getLatestVersions("chat")).hasSize(1);
        assertThat(client.getLatestVersions("chat").getFirst().getVersion()).isEqualTo("5");
    }

    @Test
    void aTakenSemVerGivesWayToTheNextPatch() {
        registered("chat", "2.0.0");
        post("model-versions/create", "{\"name\":\"chat\",\"source\":\"s3://x\"}");
        assertThat(client.getModelVersion("chat", "2").getStatusMessage()).startsWith("2.0.1");
    }

    @Test
    void stagesTagsAndTextsAreChanged() {
        post("registered-models/create", "{\"name\":\"m\"}");
        post("model-versions/create", "{\"name\":\"m\",\"source\":\"a\"}");
        post("model-versions/create", "{\"name\":\"m\",\"source\":\"b\"}");
        post("model-versions/transition-stage", "{\"name\":\"m\",\"version\":\"1\",\"stage\":\"production\"}");
        assertThat(client.getLatestVersions("m", List.of("Production"))).hasSize(1);
        post("model-versions/transition-stage", """
                {"name":"m","version":"2","stage":"Production","archive_existing_versions":true}""");
        assertThat(client.getModelVersion("m", "1").getCurrentStage()).isEqualTo("Archived");
        assertThat(client.getLatestVersions("m", List.of("Production"))
                        .getFirst()
                        .getVersion())
                .isEqualTo("2");
        post("model-versions/transition-stage", "{\"name\":\"m\",\"version\":\"1\",\"stage\":\"None\"}");
        assertThat(client.getModelVersion("m", "1").getCurrentStage()).isEqualTo("None");
        post("model-versions/set-tag", "{\"name\":\"m\",\"version\":\"1\",\"key\":\"k\",\"value\":\"v\"}");
        assertThat(client.getModelVersion("m", "1").getTags(0).getKey()).isEqualTo("k");
        client.sendPatch("model-versions/update", "{\"name\":\"m\",\"version\":\"1\",\"description\":\"new\"}");
        assertThat(client.getModelVersion("m", "1").getDescription()).isEqualTo("new");
        assertThat(client.getModelVersion("m", "1").getTagsCount()).isEqualTo(1);
        post("registered-models/set-tag", "{\"name\":\"m\",\"key\":\"a\",\"value\":\"b\"}");
        client.sendPatch("registered-models/update", "{\"name\":\"m\",\"description\":\"text\"}");
        assertThat(client.getRegisteredModel("m").getTags(0).getKey()).isEqualTo("a");
        assertThat(client.getRegisteredModel("m").getDescription()).isEqualTo("text");
    }

    @Test
    void refusalsCarryMlflowsCodes() {
        post("registered-models/create", "{\"name\":\"m\"}");
        refused("RESOURCE_ALREADY_EXISTS", () -> post("registered-models/create", "{\"name\":\"m\"}"));
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.getRegisteredModel("other"));
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.getModelVersion("m", "1"));
        refused("INVALID_PARAMETER_VALUE", () -> client.getModelVersion("m", "one"));
        refused("INVALID_PARAMETER_VALUE", () -> post("registered-models/create", "{}"));
        refused("INVALID_PARAMETER_VALUE", () -> client.searchModelVersions("size > 3"));
        refused(
                "INVALID_PARAMETER_VALUE",
                () -> post("registered-models/rename", "{\"name\":\"m\",\"new_name\":\"n\"}"));
        refused(
                "RESOURCE_DOES_NOT_EXIST",
                () -> post("model-versions/create", "{\"name\":\"other\",\"source\":\"s\"}"));
        MlflowClient stranger = new MlflowClient(new BasicMlflowHostCreds(http.url(), "another"));
        assertThatThrownBy(() -> stranger.getRegisteredModel("m")).isInstanceOf(MlflowHttpException.class);
        stranger.close();
    }

    @Test
    void whatIsDeletedIsRetiredAndHiddenAndItsNumberIsNotGivenAgain() {
        post("registered-models/create", "{\"name\":\"m\"}");
        post("model-versions/create", "{\"name\":\"m\",\"source\":\"a\"}");
        call("DELETE model-versions/delete", "{\"name\":\"m\",\"version\":\"1\"}");
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.getModelVersion("m", "1"));
        assertThat(registry.find(admin, new AssetRef(AssetKind.MODEL, "m", "1.0.0"))
                        .orElseThrow()
                        .status())
                .isEqualTo(AssetStatus.RETIRED);
        assertThat(post("model-versions/create", "{\"name\":\"m\",\"source\":\"b\"}")
                        .path("model_version")
                        .path("version")
                        .asText())
                .isEqualTo("2");
        call("DELETE registered-models/delete", "{\"name\":\"m\"}");
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.getRegisteredModel("m"));
        post("registered-models/create", "{\"name\":\"m\"}");
        assertThat(client.getRegisteredModel("m").getLatestVersionsCount()).isZero();
    }

    @Test
    void anAliasIsTheRegistrysOwnAndLeadsWhereItWasLastLed() {
        post("registered-models/create", "{\"name\":\"Iris Classifier\"}");
        post("model-versions/create", "{\"name\":\"Iris Classifier\",\"source\":\"a\"}");
        post("model-versions/create", "{\"name\":\"Iris Classifier\",\"source\":\"b\"}");
        String path = "registered-models/alias";
        String named = "{\"name\":\"Iris Classifier\",\"alias\":\"%s\",\"version\":\"%s\"}";

        assertThat(post(path, named.formatted("champion", "1"))).isEmpty();
        post(path, named.formatted("champion", "2"));
        post(path, named.formatted("champion", "2"));
        post(path, named.formatted("challenger", "1"));

        RegisteredModel model = client.getRegisteredModel("Iris Classifier");
        assertThat(model.getAliasesList())
                .extracting(alias -> alias.getAlias() + "=" + alias.getVersion())
                .containsExactly("challenger=1", "champion=2");
        assertThat(client.getModelVersion("Iris Classifier", "2").getAliasesList())
                .containsExactly("champion");
        assertThat(model.getLatestVersions(0).getAliasesList()).containsExactly("champion");
        JsonNode led = json(client.sendGet(path + "?name=Iris%20Classifier&alias=champion"));
        assertThat(led.at("/model_version/source").asText()).isEqualTo("b");
        Alias own = new Aliases(POSTGRES.database(), Clock.systemUTC())
                .get(admin, AssetKind.MODEL, ModelNames.asset("Iris Classifier"), "champion");
        assertThat(own.version()).isEqualTo("2.0.0");
        assertThat(own.revision()).isEqualTo(2);

        call("DELETE " + path, named.formatted("champion", ""));
        call("DELETE " + path, named.formatted("champion", ""));
        refused("INVALID_PARAMETER_VALUE", () -> client.sendGet(path + "?name=Iris%20Classifier&alias=champion"));
        call("DELETE model-versions/delete", named.formatted("", "1"));
        assertThat(client.getRegisteredModel("Iris Classifier").getAliasesList())
                .isEmpty();
    }

    @Test
    void anAliasThatCannotBeIsRefused() {
        post("registered-models/create", "{\"name\":\"m\"}");
        post("model-versions/create", "{\"name\":\"m\",\"source\":\"a\"}");
        registered("m", "2.0.0");
        String path = "registered-models/alias";
        String named = "{\"name\":\"%s\",\"alias\":\"%s\",\"version\":\"%s\"}";

        for (String alias : List.of("latest", "v1", "Champion", "a b", "")) {
            refused("INVALID_PARAMETER_VALUE", () -> client.sendPost(path, named.formatted("m", alias, "1")));
        }
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.sendPost(path, named.formatted("m", "a", "9")));
        refused("RESOURCE_DOES_NOT_EXIST", () -> client.sendPost(path, named.formatted("none", "a", "1")));
        refused("RESOURCE_CONFLICT", () -> client.sendPost(path, named.formatted("m", "a", "2")));
        assertThat(client.getRegisteredModel("m").getAliasesList()).isEmpty();
    }

    @Test
    void searchPagesOverModelsOfBothKindsAndOfNoOtherOrganisation() {
        for (int i = 0; i < 5; i++) {
            post("registered-models/create", "{\"name\":\"a%d\"}".formatted(i));
            registered("b" + i, "1.0.0");
        }
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = json(client.sendGet("registered-models/search?max_results=3&page_token=" + token));
            page.path("registered_models")
                    .forEach(model -> names.add(model.path("name").asText()));
            token = page.path("next_page_token").asText();
        } while (!token.isEmpty());
        assertThat(names).containsExactly("a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4");
        assertThat(json(client.sendGet("registered-models/search?filter=name%20LIKE%20%27b%25%27"))
                        .path("registered_models"))
                .hasSize(5);
        try (MlflowHttp theirs = http(POSTGRES.otherAdmin())) {
            MlflowClient other = client(theirs);
            assertThat(json(other.sendGet("registered-models/search")).has("registered_models"))
                    .isTrue();
            assertThat(json(other.sendGet("registered-models/search")).path("registered_models"))
                    .isEmpty();
            assertThatThrownBy(() -> other.getRegisteredModel("a0")).isInstanceOf(MlflowHttpException.class);
            other.close();
        }
    }

    @Test
    void versionsMadeAtTheSameTimeGetDifferentNumbers() throws Exception {
        post("registered-models/create", "{\"name\":\"m\"}");
        Set<String> numbers = new TreeSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String body = "{\"name\":\"m\",\"source\":\"s%d\"}".formatted(i);
                tasks.add(() -> post("model-versions/create", body)
                        .path("model_version")
                        .path("version")
                        .asText());
            }
            for (Future<String> one : threads.invokeAll(tasks)) {
                numbers.add(one.get());
            }
        }
        assertThat(numbers).hasSize(12);
        Set<String> sources = new TreeSet<>();
        client.searchModelVersions("name='m'").getItems().forEach(version -> sources.add(version.getSource()));
        assertThat(sources).hasSize(12);
    }

    @Test
    void theResourcesServeWhatThisTestAsksFor() {
        Set<String> routes = new TreeSet<>();
        for (Class<?> resource : List.of(RegisteredModelResource.class, ModelVersionResource.class)) {
            String base = resource.getAnnotation(Path.class).value().replace("/api/2.0/mlflow/", "");
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        routes.add(verb.value() + " " + base + "/"
                                + method.getAnnotation(Path.class).value());
                    }
                }
            }
        }
        assertThat(routes).isEqualTo(http.calls().keySet());
    }

    private void refused(String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(MlflowHttpException.class, refusal -> assertThat(
                        json(refusal.getBodyMessage()).path("error_code").asText())
                .isEqualTo(code));
    }

    private JsonNode post(String path, String body) {
        return json(client.sendPost(path, body));
    }

    private void call(String route, String body) {
        MlflowRequest request = new MlflowRequest(json(body), new MultivaluedHashMap<>());
        assertThat(Objects.requireNonNull(http.calls().get(route)).apply(admin, request))
                .isEmpty();
    }

    private void registered(String name, String version) {
        registry.apply(admin, """
                {"apiVersion":"llmops/v1","kind":"model","metadata":{"name":"%s","version":"%s"},"spec":{"type":"completion","provider":"test"}}""".formatted(name, version));
    }

    private MlflowHttp http(Caller caller) {
        MlflowModels models = new MlflowModels(POSTGRES.database(), Clock.systemUTC());
        MlflowVersions versions = new MlflowVersions(POSTGRES.database(), registry, models);
        ModelAliases ofModels = new ModelAliases(models, versions, new Aliases(POSTGRES.database(), Clock.systemUTC()));
        return new MlflowHttp(
                caller, new RegisteredModels(models, versions), ofModels, new ModelVersions(models, versions));
    }

    private static MlflowClient client(MlflowHttp http) {
        return new MlflowClient(new BasicMlflowHostCreds(http.url(), MlflowHttp.TOKEN));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
