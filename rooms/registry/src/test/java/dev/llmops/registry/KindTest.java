// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void aRegisteredKindIsCheckedListedAndOnlyTheOrganisationsOwn() {
        registry.kind(admin, "notebook", """
                {"type":"object","description":"an object with at least cells","required":["cells"],
                 "properties":{"cells":{"description":"a number of cells","$ref":"#/$defs/count"}},
                 "$defs":{"count":{"description":"a whole number","type":"integer"}}}""");
        Asset asset = registry.applied(admin, manifest("notebook", "mine", "{cells: 3}"));
        assertThat(asset.kind().wireName()).isEqualTo("notebook");
        assertThat(registry.published(admin, manifest("notebook", "mine", "{cells: 3}"))
                        .digest())
                .isEqualTo(asset.digest());
        assertRefused(admin, manifest("notebook", "bad", "{cells: many}"), "/spec/cells");
        assertRefused(admin, manifest("notebook", "bad", "{}"), "/spec/cells");
        assertRefused(POSTGRES.otherAdmin(), manifest("notebook", "mine", "{cells: 3}"), "/kind");
    }

    @Test
    void aKindIsRegisteredOnceAndRemovedOnlyWhileUnused() {
        registry.kind(admin, "report", "{}");
        assertThat(code(() -> registry.kind(admin, "report", "{}"))).isEqualTo(ErrorCode.DUPLICATE);
        assertThat(code(() -> registry.kind(admin, "model", "{}"))).isEqualTo(ErrorCode.DUPLICATE);
        Asset draft = registry.applied(admin, manifest("report", "used", "{}"));
        assertThat(code(() -> registry.removeKind(admin, "report"))).isEqualTo(ErrorCode.HAS_DEPENDENTS);
        registry.editing.delete(admin, draft.id());
        registry.removeKind(admin, "report");
        assertThat(code(() -> registry.removeKind(admin, "report"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertRefused(admin, manifest("report", "used", "{}"), "/kind");
    }

    @Test
    void aSchemaThatLeadsElsewhereIsRefused() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> registry.kind(admin, "remote", "{\"$ref\":\"https://example.org/schema\"}"));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).containsExactly("/spec_schema/$ref");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pipeline | {steps: [{id: a, type: model}], dag: {nodes: [{id: a, type: model}]}} | /spec/dag",
                "pipeline | {} | /spec/dag",
                "pipeline | {steps: []} | /spec/steps",
                "pipeline | {dag: {nodes: [{id: a, type: car}]}} | /spec/dag/nodes/0/type",
                "dataset | {} | /spec/format",
                "dataset | {format: csv, locations: [{uri: nowhere}]} | /spec/locations/0/uri",
                "testsuite | {target_type: model} | /spec/test_cases",
                "testsuite | {target_type: model, test_cases: [{id: a, input: x, assertions: [{type: likes}]}]} | /spec/test_cases/0/assertions/0/type",
                "policy | {rules: []} | /spec/rules",
                "policy | {rules: [{id: a, condition: 'true', effect: maybe}]} | /spec/rules/0/effect",
                "agent | {tools: []} | /spec/model",
                "tool | {description: x} | /spec/type",
                "tool | {type: mcp, remotes: [{type: sse}]} | /spec/remotes/0/url",
            })
    void aSpecThatDoesNotFitItsKindIsRefusedAtItsPlace(String kind, String spec, String place) {
        assertRefused(admin, manifest(kind, "wrong", spec), place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pipeline | {steps: [{id: a, type: model}, {id: b, type: tool, depends_on: [a], config: {x: 1}}]}",
                "dataset | {format: jsonl, rows: 10, fields: [{name: a, type: text}]}",
                "testsuite | {target_type: model, test_cases: [{id: a, input: x, expected_output: y, assertions: [{type: equals, value: y}]}]}",
                "testsuite | {target_type: prompt, dataset: questions@1.0.0}",
                "policy | {rules: [{id: a, condition: 'asset.licence != null', effect: deny, severity: high}]}",
                "agent | {model: support@1.0.0, tools: [search@1.0.0, {name: mail, requires_approval: true}]}",
                "tool | {type: mcp, name: io.github.x/y, packages: [{registry_type: npm, identifier: y, version: 1.0.0, extra: 1}], mcp: {name: z}}",
            })
    void aSpecThatFitsItsKindIsPublished(String kind, String spec) {
        String name = "fits-" + Integer.toHexString(spec.hashCode());
        assertThat(registry.published(admin, manifest(kind, name, spec))
                        .status()
                        .wireName())
                .isEqualTo("published");
    }

    @Test
    void aPipelineInACircleIsNotPublished() {
        String circle = "{steps: [{id: a, type: x, depends_on: [b]}, {id: b, type: x, depends_on: [a]}]}";
        Problem problem = catchThrowableOfType(
                Problem.class, () -> registry.published(admin, manifest("pipeline", "round", circle)));
        assertThat(problem.code()).isEqualTo(ErrorCode.CHECKS_FAILED);
        assertThat(problem.detail()).contains("a → b → a");
    }

    @Test
    void everyServerOfTheMcpCorpusIsATool() throws IOException {
        Path corpus =
                Path.of(System.getProperty("llmops.root", "../..")).resolve("../shared/data/mcp/seed_2025_05_16.json");
        Assumptions.assumeTrue(Files.exists(corpus));
        var servers = new com.fasterxml.jackson.databind.ObjectMapper().readTree(corpus.toFile());
        assertThat(servers).hasSize(471);
        for (var server : servers) {
            var manifest = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
            manifest.put("apiVersion", "llmops/v1").put("kind", "tool");
            manifest.putObject("metadata").put("name", "server").put("version", "1.0.0");
            var spec = manifest.putObject("spec").put("type", "mcp");
            spec.set("name", server.path("name"));
            spec.set("description", server.path("description"));
            spec.set("repository", server.path("repository"));
            spec.set("mcp", server);
            for (String part : new String[] {"packages", "remotes"}) {
                if (server.has(part)) {
                    spec.set(part, server.path(part));
                }
            }
            byte[] body = manifest.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(registry.manifests.read(admin.tenant(), body)).hasSize(1);
        }
    }

    private static String manifest(String kind, String name, String spec) {
        return "apiVersion: llmops/v1\nkind: " + kind + "\nmetadata: {name: " + name + ", version: 1.0.0}\nspec: "
                + spec + "\n";
    }

    private void assertRefused(Caller caller, String manifest, String place) {
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.applied(caller, manifest));
        assertThat(problem).as(manifest).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).contains(place);
        assertThat(problem.violations()).extracting(Violation::line).doesNotContainNull();
    }

    private static ErrorCode code(Runnable step) {
        return catchThrowableOfType(Problem.class, step::run).code();
    }
}
