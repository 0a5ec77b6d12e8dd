// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.provenance.crypto.Vectors;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.signature.RegistryFake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BomTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("provenance"));

    private static final BomSchemas SCHEMAS = new BomSchemas();

    private final RegistryFake registry = new RegistryFake();
    private final BomExport export =
            new BomExport(() -> registry, POSTGRES.database(), new BomComponents(SCHEMAS), SCHEMAS);
    private final BomImport imports =
            new BomImport(() -> registry, POSTGRES.database(), SCHEMAS, MutableClock.atNoon());
    private final Caller admin = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPublishedBillValidatesAndComesBack() {
        List<Path> files = Vectors.files("sbom/cyclonedx", ".json").stream()
                .filter(file -> file.toString().contains("valid-machine-learning"))
                .toList();
        assertThat(files).hasSize(4);
        for (Path file : files) {
            String version = file.toString().contains("1.6") ? "1.6" : "1.7";
            JsonNode sent = Documents.object("bom", bytes(file));
            registry.assets.clear();

            List<BomImport.Result> tried = imports.read(admin, bytes(file), true);
            assertThat(tried).as(file.toString()).isNotEmpty().allMatch(one -> one.outcome()
                    .equals("created"));
            assertThat(registry.assets).as("a dry run keeps nothing").isEmpty();
            List<BomImport.Result> read = imports.read(admin, bytes(file), false);
            assertThat(read).allMatch(one -> one.outcome().equals("created") && one.assetId() != null);
            assertThat(imports.read(admin, bytes(file), false))
                    .allMatch(one -> one.outcome().equals("unchanged"));

            String model = read.stream()
                    .filter(one -> "model".equals(one.kind()))
                    .map(one -> String.valueOf(one.assetId()))
                    .findFirst()
                    .orElseThrow();
            ObjectNode bom = export.bom(admin, model, version);
            assertThat(SCHEMAS.violations(version, bom)).isEmpty();
            assertThat(bom.at("/metadata/component/modelCard"))
                    .as("the model card comes back")
                    .isEqualTo(sent.at("/components/0/modelCard"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.4,1.4.0",
        "2,2.0.0",
        "v1.2.3,1.2.3",
        "1.2.3-rc.1,1.2.3-rc.1",
        "'',0.0.0",
        "2024/07,0.0.0-x2024-07",
        "01.2,0.0.0-x01-2"
    })
    void versionsBecomeSemVer(String given, String expected) {
        assertThat(ImportedComponent.version(given)).isEqualTo(expected);
    }

    private Asset put(AssetKind kind, String name, String spec, AssetDependency... dependencies) {
        return registry.put(
                admin,
                Ulids.next(),
                kind,
                name,
                "1.0.0",
                spec,
                Map.of("team", "x"),
                List.of(dependencies),
                "Apache-2.0");
    }

    private static AssetDependency on(AssetKind kind, String name) {
        return new AssetDependency(kind, name, AssetDependency.ANY, AssetDependency.Type.RUNTIME, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.6", "1.7"})
    void aBillHoldsAllThatAVersionDependsOn(String version) {
        String digest = "ab".repeat(32);
        put(
                AssetKind.DATASET,
                "corpus",
                "{\"format\":\"jsonl\",\"locations\":[{\"uri\":\"s3://x\",\"digest\":\"sha256:" + digest + "\"}]}");
        put(
                AssetKind.MODEL,
                "org/base",
                "{\"type\":\"completion\",\"capabilities\":{\"languages\":[\"en\"]}}",
                on(AssetKind.DATASET, "corpus"),
                on(AssetKind.MODEL, "org/base"));
        Asset service = put(
                AssetKind.SERVICE,
                "chat",
                "{}",
                on(AssetKind.MODEL, "org/base"),
                on(AssetKind.PROMPT, "greeting"),
                on(AssetKind.TOOL, "gone"));
        put(AssetKind.PROMPT, "greeting", "{\"template\":\"hi\"}", on(AssetKind.SERVICE, "chat"));

        ObjectNode bom = export.bom(admin, service.id(), version);

        assertThat(SCHEMAS.violations(version, bom)).isEmpty();
        assertThat(bom.at("/metadata/component/name").asText()).isEqualTo("chat");
        List<JsonNode> components = StreamSupport.stream(bom.path("components").spliterator(), false)
                .toList();
        assertThat(components)
                .extracting(one -> one.path("type").asText())
                .containsExactlyInAnyOrder("machine-learning-model", "data", "data");
        JsonNode model = components.stream()
                .filter(one -> one.has("modelCard"))
                .findFirst()
                .orElseThrow();
        assertThat(model.at("/modelCard/modelParameters/datasets/0/ref").asText())
                .isEqualTo("dataset/corpus@1.0.0");
        assertThat(model.at("/licenses/0/license/id").asText()).isEqualTo("Apache-2.0");
        assertThat(components)
                .anyMatch(one -> one.at("/hashes/0/content").asText().equals(digest));
        assertThat(bom.at("/compositions/0/aggregate").asText())
                .as("the tool is gone")
                .isEqualTo("incomplete");
        assertThat(export.bom(admin, service.id(), version)).isEqualTo(bom);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"bomFormat\":\"CycloneDX\"}",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}",
                "{\"bomFormat\":\"SPDX\",\"specVersion\":\"1.6\"}",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":{}}",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"name\":\"x\"}]}",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.7\",\"nonsense\":1}",
                "{\"bomFormat\":\"CycloneDX\",\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}"
            })
    void whatIsNoBillIsRefused(String body) {
        Problem problem = catchThrowableOfType(Problem.class, () -> imports.read(admin, body.getBytes(UTF_8), false));
        assertThat(problem).as(body).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void oneRefusedComponentKeepsNoOtherOut() {
        String body = """
                {"bomFormat":"CycloneDX","specVersion":"1.6","components":[
                 {"type":"machine-learning-model","name":"refused"},
                 {"type":"machine-learning-model","name":"Größe 7B!","group":"Org Name","bom-ref":"m"},
                 {"type":"data","name":"../../etc","bom-ref":"d"},
                 {"type":"library","name":"numpy"}],
                 "dependencies":[{"ref":"m","dependsOn":["d","m"]},{"ref":"d","dependsOn":["m"]}]}""";
        List<BomImport.Result> results = imports.read(admin, body.getBytes(UTF_8), false);

        assertThat(results)
                .extracting(BomImport.Result::outcome)
                .containsExactlyInAnyOrder("refused", "created", "created", "skipped");
        assertThat(results).filteredOn(one -> "created".equals(one.outcome())).allSatisfy(one -> assertThat(one.name())
                .matches("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*"));
        assertThat(results)
                .filteredOn(one -> "refused".equals(one.outcome()))
                .allSatisfy(one -> assertThat(one.violations()).isNotEmpty());
    }
}
