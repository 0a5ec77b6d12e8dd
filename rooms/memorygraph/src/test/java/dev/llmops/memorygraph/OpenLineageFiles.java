// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.memorygraph.FacetSchemas.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The examples that OpenLineage publishes with its facets, each in the smallest event that can carry it. */
final class OpenLineageFiles {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Path FOLDER =
            Path.of(System.getProperty("llmops.root")).resolve("../shared/data/lineage/openlineage/spec/tests");

    private OpenLineageFiles() {}

    /** A facet's example: its file, where it belongs and the event around it. */
    record Example(Path file, Place place, ObjectNode event, String pointer) {
        @Override
        public String toString() {
            return FOLDER.relativize(file).toString();
        }

        /** The facet's type, after which its folder is named. */
        String type() {
            return FOLDER.relativize(file).getName(0).toString();
        }

        ObjectNode facet() {
            return (ObjectNode) event.at(pointer);
        }
    }

    static List<Example> examples() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith("example_full_event.json"))
                    .sorted()
                    .map(OpenLineageFiles::example)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode fullEvent() {
        return read(FOLDER.resolve("example_full_event.json"));
    }

    private static Example example(Path file) {
        ObjectNode facets = (ObjectNode) read(file);
        Place place = place(FOLDER.relativize(file).getName(0).toString(), facets);
        ObjectNode event = event();
        String pointer =
                switch (place) {
                    case RUN -> "/run/facets";
                    case JOB -> "/job/facets";
                    case DATASET -> "/outputs/0/facets";
                    case INPUT -> "/inputs/0/inputFacets";
                    case OUTPUT -> "/outputs/0/outputFacets";
                };
        int cut = pointer.lastIndexOf('/');
        ((ObjectNode) event.at(pointer.substring(0, cut))).set(pointer.substring(cut + 1), facets);
        return new Example(
                file, place, event, pointer + "/" + facets.fieldNames().next());
    }

    private static Place place(String folder, JsonNode facets) {
        if (folder.equals("LineageFacet")) {
            return facets.path("lineage").has("entries") ? Place.JOB : Place.DATASET;
        }
        if (folder.equals("BaseSubsetDatasetFacet") || folder.equals("DataQualityAssertionsDatasetFacet")) {
            return Place.INPUT;
        }
        for (Place place : List.of(Place.INPUT, Place.OUTPUT, Place.DATASET, Place.JOB, Place.RUN)) {
            String name = place.name().charAt(0) + place.name().substring(1).toLowerCase(Locale.ROOT);
            String end = place == Place.INPUT || place == Place.OUTPUT ? name + "DatasetFacet" : name + "Facet";
            if (folder.endsWith(end)) {
                return place;
            }
        }
        throw new IllegalStateException("a facet of nothing: " + folder);
    }

    /** A run event in order, without facets. */
    static ObjectNode event() {
        return (ObjectNode) read("""
                {"eventType": "COMPLETE", "eventTime": "2026-01-01T10:00:00Z",
                 "producer": "https://example.org/producer", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
                 "run": {"runId": "0196f0a4-9bac-7c9a-9cf6-eacb70ecc9a9"},
                 "job": {"namespace": "etl", "name": "daily"},
                 "inputs": [{"namespace": "warehouse", "name": "raw.orders"}],
                 "outputs": [{"namespace": "warehouse", "name": "clean.orders"}]}""");
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
