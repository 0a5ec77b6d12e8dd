// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The facets that OpenLineage 1.53.0 publishes, as shipped under {@code openlineage/}. A facet is known by its name and
 * by what it is a facet of; one that is not known is nobody's to judge. Read at the first event, compiled at first use.
 */
@Singleton
final class FacetSchemas {
    /** What carries facets, and how the specification calls the base of its facets. */
    enum Place {
        RUN("RunFacet"),
        JOB("JobFacet"),
        DATASET("DatasetFacet"),
        INPUT("InputDatasetFacet"),
        OUTPUT("OutputDatasetFacet");

        private final String base;

        Place(String base) {
            this.base = base;
        }
    }

    private static final String CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json";
    private static final List<String> FILES = List.of(
            "BaseSubsetDatasetFacet",
            "CatalogDatasetFacet",
            "ColumnLineageDatasetFacet",
            "DataQualityAssertionsDatasetFacet",
            "DataQualityMetricsDatasetFacet",
            "DataQualityMetricsInputDatasetFacet",
            "DatasetTypeDatasetFacet",
            "DatasetVersionDatasetFacet",
            "DatasourceDatasetFacet",
            "DocumentationDatasetFacet",
            "DocumentationJobFacet",
            "EnvironmentVariablesRunFacet",
            "ErrorMessageRunFacet",
            "ExecutionParametersRunFacet",
            "ExternalQueryRunFacet",
            "ExtractionErrorRunFacet",
            "HierarchyDatasetFacet",
            "InputStatisticsInputDatasetFacet",
            "JobDependenciesRunFacet",
            "JobTypeJobFacet",
            "LifecycleStateChangeDatasetFacet",
            "LineageFacet",
            "NominalTimeRunFacet",
            "OutputStatisticsOutputDatasetFacet",
            "OwnershipDatasetFacet",
            "OwnershipJobFacet",
            "ParentRunFacet",
            "ProcessingEngineRunFacet",
            "SQLJobFacet",
            "SchemaDatasetFacet",
            "SourceCodeJobFacet",
            "SourceCodeLocationJobFacet",
            "StorageDatasetFacet",
            "SymlinksDatasetFacet",
            "TagsDatasetFacet",
            "TagsJobFacet",
            "TagsRunFacet",
            "TestRunFacet");

    private @Nullable Catalogue catalogue;

    /** What is wrong with a facet, each fault at its pointer. */
    List<Violation> check(Place place, String name, JsonNode facet, String pointer) {
        JsonSchema schema = opened().schema(place, name);
        return schema == null
                ? List.of()
                : schema.validate(facet).stream()
                        .map(message -> violation(message, name, pointer))
                        .distinct()
                        .toList();
    }

    private static Violation violation(ValidationMessage message, String name, String pointer) {
        String place = pointer + message.getInstanceLocation();
        if (message.getType().equals("required")) {
            return new Violation(EventTerms.step(place, message.getProperty()), null, "a value; " + name + " needs it");
        }
        String said = message.getMessage();
        int colon = said.indexOf(": ");
        return new Violation(
                place,
                "not acceptable",
                "what the facet's schema says: " + said.substring(colon + 1).strip());
    }

    private synchronized Catalogue opened() {
        if (catalogue == null) {
            catalogue = Catalogue.read();
        }
        return catalogue;
    }

    /** Where each facet is defined. */
    private record Catalogue(
            Map<Place, Map<String, String>> locations,
            JsonSchemaFactory factory,
            SchemaValidatorsConfig config,
            Map<String, JsonSchema> compiled) {
        static Catalogue read() {
            Map<String, String> documents = new HashMap<>();
            documents.put(CORE, text("OpenLineage"));
            Map<Place, Map<String, String>> locations = new EnumMap<>(Place.class);
            for (Place place : Place.values()) {
                locations.put(place, new HashMap<>());
            }
            ObjectMapper json = new ObjectMapper();
            for (String file : FILES) {
                String text = text(file);
                JsonNode document = read(json, text);
                String id = document.path("$id").asText();
                documents.put(id, text);
                String name = document.path("properties").fieldNames().next();
                document.path("$defs").properties().forEach(definition -> {
                    Place place = place(definition.getValue());
                    if (place != null) {
                        Objects.requireNonNull(locations.get(place)).put(name, id + "#/$defs/" + definition.getKey());
                    }
                });
            }
            JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                    VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(documents)));
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .build();
            return new Catalogue(locations, factory, config, new ConcurrentHashMap<>());
        }

        @Nullable
        JsonSchema schema(Place place, String name) {
            String location = Objects.requireNonNull(locations.get(place)).get(name);
            return location == null
                    ? null
                    : compiled.computeIfAbsent(location, at -> factory.getSchema(SchemaLocation.of(at), config));
        }

        private static @Nullable Place place(JsonNode definition) {
            for (JsonNode part : definition.path("allOf")) {
                for (Place place : Place.values()) {
                    if (part.path("$ref").asText().equals(CORE + "#/$defs/" + place.base)) {
                        return place;
                    }
                }
            }
            return null;
        }

        private static JsonNode read(ObjectMapper json, String text) {
            try {
                return json.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String text(String file) {
            String name = "openlineage/" + file + ".json";
            try (InputStream stream = Objects.requireNonNull(FacetSchemas.class.getResourceAsStream(name), name)) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
