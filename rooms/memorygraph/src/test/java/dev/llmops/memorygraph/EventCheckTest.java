// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.memorygraph.OpenLineageFiles.Example;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCheckTest {
    private final FacetSchemas schemas = new FacetSchemas();

    private List<String> faults(JsonNode event) {
        try {
            EventCheck.read(event, schemas);
            return List.of();
        } catch (Problem e) {
            return e.violations().stream().map(Violation::field).toList();
        }
    }

    @Test
    void everyPublishedExampleIsAccepted() {
        List<Example> examples = OpenLineageFiles.examples();

        assertThat(examples).hasSizeGreaterThanOrEqualTo(46);
        assertThat(examples).allSatisfy(example -> assertThat(faults(example.event()))
                .as(example.toString())
                .isEmpty());
    }

    @Test
    void theFullExampleIsARunEventThoughItNamesADatasetToo() {
        LineageEvent event = EventCheck.read(OpenLineageFiles.fullEvent(), schemas);

        assertThat(event.kind()).isEqualTo(LineageEvent.Kind.RUN);
    }

    @Test
    void everyExampleWithoutItsProducerIsRefusedAtThatPlace() {
        for (Example example : OpenLineageFiles.examples()) {
            for (String field : List.of("_producer", "_schemaURL")) {
                ObjectNode event = example.event().deepCopy();
                ((ObjectNode) event.at(example.pointer())).remove(field);

                assertThat(faults(event))
                        .as(example + " without " + field)
                        .containsExactly(example.pointer() + "/" + field);
            }
        }
    }

    /** Removes each top-level field in turn: refused exactly when the published schema requires it. */
    @Test
    void everyExampleWithoutAFieldThatItsSchemaRequiresIsRefused() {
        List<String> refused = new ArrayList<>();
        for (Example example : OpenLineageFiles.examples()) {
            for (String field : fields(example.facet())) {
                ObjectNode event = example.event().deepCopy();
                ((ObjectNode) event.at(example.pointer())).remove(field);
                if (!faults(event).isEmpty()) {
                    refused.add(example.type() + "." + field);
                }
            }
        }
        assertThat(refused)
                .contains(
                        "ColumnLineageDatasetFacet.fields",
                        "DataQualityAssertionsDatasetFacet.assertions",
                        "DatasetTypeDatasetFacet.datasetType",
                        "DatasetVersionDatasetFacet.datasetVersion",
                        "EnvironmentVariablesRunFacet.environmentVariables",
                        "ErrorMessageRunFacet.message",
                        "ExternalQueryRunFacet.externalQueryId",
                        "ExtractionErrorRunFacet.totalTasks",
                        "HierarchyDatasetFacet.hierarchy",
                        "JobTypeJobFacet.processingType",
                        "LifecycleStateChangeDatasetFacet.lifecycleStateChange",
                        "LineageFacet.entries",
                        "NominalTimeRunFacet.nominalStartTime",
                        "ParentRunFacet.run",
                        "ProcessingEngineRunFacet.version",
                        "SQLJobFacet.query",
                        "SourceCodeJobFacet.sourceCode",
                        "StorageDatasetFacet.storageLayer")
                .doesNotContain(
                        "ProcessingEngineRunFacet.name",
                        "LineageFacet.inputs",
                        "OutputStatisticsOutputDatasetFacet.size");
    }

    private static List<String> fields(ObjectNode facet) {
        List<String> fields = new ArrayList<>();
        facet.fieldNames().forEachRemaining(fields::add);
        fields.removeIf(field -> field.startsWith("_"));
        return fields;
    }

    @Test
    void aFaultDeepInAFacetIsNamedByItsPointer() {
        Example columns = OpenLineageFiles.examples().stream()
                .filter(example -> example.toString().equals("ColumnLineageDatasetFacet/1.json"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) columns.event().at("/outputs/0/facets/columnLineage/fields/NAME/inputFields/1")).remove("field");

        assertThat(faults(columns.event()))
                .containsExactly("/outputs/0/facets/columnLineage/fields/NAME/inputFields/1/field");
    }

    @Test
    void anUnknownFacetIsKeptAndNotJudged() {
        ObjectNode event = OpenLineageFiles.event();
        ((ObjectNode) event.at("/job"))
                .putObject("facets")
                .putObject("acme_thing")
                .put("_producer", "https://acme.org")
                .put("_schemaURL", "https://acme.org/thing.json")
                .put("anything", 1);

        assertThat(faults(event)).isEmpty();
    }

    @Test
    void everyFaultOfTheCoreIsNamedAtOnce() {
        ObjectNode event = OpenLineageFiles.event();
        event.put("eventTime", "yesterday")
                .put("eventType", "DONE")
                .put("producer", "no uri at all")
                .remove("schemaURL");
        ((ObjectNode) event.get("run")).put("runId", "17");
        ((ObjectNode) event.get("job")).put("namespace", "").putObject("facets").put("sql", "SELECT 1");
        ((ObjectNode) event.at("/inputs/0")).remove("name");
        event.put("outputs", "clean.orders");

        assertThat(faults(event))
                .containsExactlyInAnyOrder(
                        "/eventTime",
                        "/eventType",
                        "/producer",
                        "/schemaURL",
                        "/run/runId",
                        "/job/namespace",
                        "/job/facets/sql",
                        "/inputs/0/name",
                        "/outputs");
    }

    @Test
    void aRunWithoutIdAndThingsThatAreNoEventAreRefused() {
        ObjectNode noRunId = OpenLineageFiles.event();
        ((ObjectNode) noRunId.get("run")).remove("runId");

        assertThat(faults(noRunId)).containsExactly("/run/runId");
        assertThat(faults(OpenLineageFiles.read("[]"))).containsExactly("");
        assertThat(faults(OpenLineageFiles.read("{}")))
                .containsExactlyInAnyOrder("/eventTime", "/producer", "/schemaURL", "/run");
    }

    @Test
    void timesNeedAnOffset() {
        for (String wrong : List.of(
                "2026-01-01", "2026-01-01T10:00:00", "2026-13-01T10:00:00Z", "2026-01-01 10:00:00Z", "1767261600")) {
            assertThat(EventTerms.time(wrong)).as(wrong).isNull();
        }
        assertThat(EventTerms.time("2026-01-01T12:00:00.1234567+02:00")).hasToString("2026-01-01T10:00:00.123456Z");
    }

    @Test
    void tenThousandDatasetsAreTooManyAndTheRefusalSaysHowManyAreNot() {
        ObjectNode event = OpenLineageFiles.event();
        ArrayNode inputs = event.putArray("inputs");
        for (int i = 0; i < 10_000; i++) {
            inputs.addObject().put("namespace", "n").put("name", "d" + i);
        }

        assertThatThrownBy(() -> EventCheck.read(event, schemas)).hasMessageContaining("at most 2000 datasets");
    }
}
