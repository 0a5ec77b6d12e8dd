// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.memorygraph.FacetSchemas.Place;
import dev.llmops.memorygraph.RunRow.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One pass over an event of OpenLineage 2-0-2: the core by hand, since it is read a thousand times a second, the facets
 * by their published schemas. Every fault is named by its JSON pointer; an absent optional field may also be null.
 */
final class EventCheck {
    static final int MAX_DATASETS = 2_000;
    static final int MAX_VIOLATIONS = 100;
    private static final int MAX_FACETS = 200;
    private static final Set<String> STATES =
            Arrays.stream(RunState.values()).map(RunState::name).collect(Collectors.toUnmodifiableSet());

    private final FacetSchemas schemas;
    private final List<Violation> violations = new ArrayList<>();

    EventCheck(FacetSchemas schemas) {
        this.schemas = schemas;
    }

    /** The event, or one refusal that lists what is wrong with it. */
    static LineageEvent read(JsonNode event, FacetSchemas schemas) {
        EventCheck check = new EventCheck(schemas);
        LineageEvent read = check.event(event);
        if (!check.violations.isEmpty() || read == null) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    check.violations.stream().limit(MAX_VIOLATIONS).toList());
        }
        return read;
    }

    private @Nullable LineageEvent event(JsonNode event) {
        if (!event.isObject()) {
            wrong("", event.getNodeType(), "an object: a run, job or dataset event");
            return null;
        }
        Instant at = time(event.get("eventTime"), "/eventTime");
        uri(event.get("producer"), "/producer");
        uri(event.get("schemaURL"), "/schemaURL");
        LineageEvent.Kind kind = kind(event);
        if (kind == null) {
            wrong("/run", null, "run and job for a run event, job for a job event, or dataset for a dataset event");
            return null;
        }
        String type = null;
        switch (kind) {
            case RUN -> {
                type = type(event.get("eventType"));
                run(event.path("run"));
                job(event.path("job"));
                ends(event);
            }
            case JOB -> {
                job(event.path("job"));
                ends(event);
            }
            case DATASET -> dataset(event.path("dataset"), "/dataset", null);
        }
        return at == null || !violations.isEmpty() ? null : new LineageEvent(kind, at, type, event);
    }

    private static LineageEvent.@Nullable Kind kind(JsonNode event) {
        if (event.hasNonNull("run")) {
            return LineageEvent.Kind.RUN;
        }
        if (event.hasNonNull("job")) {
            return LineageEvent.Kind.JOB;
        }
        return event.hasNonNull("dataset") ? LineageEvent.Kind.DATASET : null;
    }

    private @Nullable String type(@Nullable JsonNode type) {
        if (type == null || type.isNull()) {
            return null;
        }
        if (!type.isTextual() || !STATES.contains(type.textValue())) {
            wrong("/eventType", type.asText(), "START, RUNNING, COMPLETE, ABORT, FAIL or OTHER");
        }
        return type.textValue();
    }

    private void run(JsonNode run) {
        if (isObject(run, "/run")) {
            uuid(run.get("runId"), "/run/runId");
            facets(run.get("facets"), "/run/facets", Place.RUN);
        }
    }

    private void job(JsonNode job) {
        if (isObject(job, "/job")) {
            named(job, "/job");
            facets(job.get("facets"), "/job/facets", Place.JOB);
        }
    }

    private void ends(JsonNode event) {
        int datasets = event.path("inputs").size() + event.path("outputs").size();
        if (datasets > MAX_DATASETS) {
            wrong("/inputs", datasets + " with outputs", "at most " + MAX_DATASETS + " datasets in one event");
            return;
        }
        datasets(event.get("inputs"), "/inputs", Place.INPUT);
        datasets(event.get("outputs"), "/outputs", Place.OUTPUT);
    }

    private void datasets(@Nullable JsonNode datasets, String pointer, Place place) {
        if (datasets == null || datasets.isNull()) {
            return;
        }
        if (!datasets.isArray()) {
            wrong(pointer, datasets.getNodeType(), "an array of datasets");
            return;
        }
        for (int i = 0; i < datasets.size() && violations.size() < MAX_VIOLATIONS; i++) {
            dataset(datasets.path(i), pointer + "/" + i, place);
        }
    }

    private void dataset(JsonNode dataset, String pointer, @Nullable Place place) {
        if (!isObject(dataset, pointer)) {
            return;
        }
        named(dataset, pointer);
        facets(dataset.get("facets"), pointer + "/facets", Place.DATASET);
        if (place == Place.INPUT) {
            facets(dataset.get("inputFacets"), pointer + "/inputFacets", place);
        } else if (place == Place.OUTPUT) {
            facets(dataset.get("outputFacets"), pointer + "/outputFacets", place);
        }
    }

    private void facets(@Nullable JsonNode facets, String pointer, Place place) {
        if (facets == null || facets.isNull()) {
            return;
        }
        if (!isObject(facets, pointer)) {
            return;
        }
        if (facets.size() > MAX_FACETS) {
            wrong(pointer, facets.size(), "at most " + MAX_FACETS + " facets");
            return;
        }
        facets.properties()
                .forEach(facet ->
                        facet(facet.getKey(), facet.getValue(), EventTerms.step(pointer, facet.getKey()), place));
    }

    private void facet(String name, JsonNode facet, String pointer, Place place) {
        if (!isObject(facet, pointer)) {
            return;
        }
        int before = violations.size();
        text(facet.get("_producer"), pointer + "/_producer", "the URI of what made the facet");
        text(facet.get("_schemaURL"), pointer + "/_schemaURL", "the URL of the facet's schema");
        if (violations.size() == before && !facet.path("_deleted").asBoolean()) {
            violations.addAll(schemas.check(place, name, facet, pointer));
        }
    }

    private void named(JsonNode thing, String pointer) {
        bounded(thing.get("namespace"), pointer + "/namespace", EventTerms.MAX_NAMESPACE_BYTES);
        bounded(thing.get("name"), pointer + "/name", EventTerms.MAX_NAME_BYTES);
    }

    private void bounded(@Nullable JsonNode value, String pointer, int maxBytes) {
        String expected = "a text of 1 to " + maxBytes + " bytes without NUL";
        String text = text(value, pointer, expected);
        if (text != null && !EventTerms.isStorable(text, maxBytes)) {
            wrong(pointer, text, expected);
        }
    }

    private boolean isObject(JsonNode value, String pointer) {
        if (!value.isObject()) {
            wrong(pointer, value.isMissingNode() || value.isNull() ? null : value.getNodeType(), "an object");
        }
        return value.isObject();
    }

    private @Nullable String text(@Nullable JsonNode value, String pointer, String expected) {
        String text = value == null ? null : value.textValue();
        if (text == null || text.isBlank()) {
            wrong(pointer, value == null || value.isNull() ? null : value.asText(), expected);
            return null;
        }
        return text;
    }

    private void uri(@Nullable JsonNode value, String pointer) {
        String expected = "a URI, such as https://github.com/OpenLineage/OpenLineage/blob/v1-0-0/client";
        String text = text(value, pointer, expected);
        if (text != null && !EventTerms.isUri(text)) {
            wrong(pointer, text, expected);
        }
    }

    private void uuid(@Nullable JsonNode value, String pointer) {
        String expected = "a UUID, such as 0196f0a4-9bac-7c9a-9cf6-eacb70ecc9a9";
        String text = text(value, pointer, expected);
        if (text != null && !EventTerms.isUuid(text)) {
            wrong(pointer, text, expected);
        }
    }

    private @Nullable Instant time(@Nullable JsonNode value, String pointer) {
        String expected = "an RFC 3339 time, such as 2026-01-01T10:00:00Z";
        String text = text(value, pointer, expected);
        Instant time = text == null ? null : EventTerms.time(text);
        if (text != null && time == null) {
            wrong(pointer, text, expected);
        }
        return time;
    }

    private void wrong(String pointer, @Nullable Object value, String expected) {
        violations.add(Violation.of(pointer, value, expected));
    }
}
