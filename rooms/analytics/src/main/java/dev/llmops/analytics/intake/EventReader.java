// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads events as a stream: one object, an array, or one object per line, in our form or as CloudEvents. */
final class EventReader {
    static final int MAX_ARRAY = 1000;
    static final int MAX_LINES = 10_000;
    private static final int MAX_LINE = 2 * IngestLog.MAX_RECORD_BYTES;
    private static final Set<String> FIELDS = Set.of(
            "event_id",
            "timestamp",
            "source_module",
            "event_type",
            "schema_version",
            "severity",
            "environment",
            "correlation_id",
            "parent_event_id");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(MAX_LINE)
                    .maxNumberLength(100)
                    .build())
            .build();

    private EventReader() {}

    /** Reads an object or an array; malformed JSON refuses the whole. */
    static List<SentEvent> readJson(InputStream body) throws IOException {
        List<SentEvent> events = new ArrayList<>();
        try (JsonParser json = JSON.createParser(body)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_OBJECT) {
                events.add(event(json));
            } else if (first == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (events.size() == MAX_ARRAY) {
                        throw Problem.invalid(
                                "", "more than " + MAX_ARRAY + " events", "an array of at most " + MAX_ARRAY);
                    }
                    events.add(event(json));
                }
            } else {
                throw Problem.invalid("", first == null ? null : first.asString(), "an event or an array of events");
            }
            if (json.nextToken() != null) {
                throw new Problem(
                        ErrorCode.MALFORMED_REQUEST, "Something follows the JSON value; send one object or one array");
            }
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
        return events;
    }

    /** Reads one object per line; a malformed line refuses that event only. */
    static List<SentEvent> readLines(InputStream body) throws IOException {
        List<SentEvent> events = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = line(lines); line != null; line = line(lines)) {
            if (line.isBlank()) {
                continue;
            }
            if (events.size() == MAX_LINES) {
                throw Problem.invalid("", "more than " + MAX_LINES + " lines", "at most " + MAX_LINES + " events");
            }
            events.add(one(line));
        }
        return events;
    }

    private static @Nullable String line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = lines.read()) {
            if (line.length() == MAX_LINE) {
                throw new Problem(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "A line is longer than " + MAX_LINE / 1024 + " KiB; split the event");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static SentEvent one(String line) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            SentEvent event = event(json);
            return json.nextToken() == null
                    ? event
                    : SentEvent.faulty(Violation.of("", "more than one value", "one JSON object per line"));
        } catch (JsonProcessingException e) {
            return SentEvent.faulty(
                    new Violation("", null, "a JSON object: " + malformed(e).detail()));
        }
    }

    /** Says where, never what: the text may hold prompts. */
    private static Problem malformed(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new Problem(ErrorCode.MALFORMED_REQUEST, "The JSON cannot be read" + where);
    }

    private static SentEvent event(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return SentEvent.faulty(Violation.of("", String.valueOf(json.currentToken()), "a JSON object"));
        }
        Map<String, String> fields = new HashMap<>();
        List<String> numbers = new ArrayList<>();
        Map<String, String> tags = new HashMap<>();
        Map<String, String> structures = new HashMap<>();
        PayloadReader payload = new PayloadReader();
        List<Violation> faults = new ArrayList<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (name.equals("payload") || name.equals("data")) {
                String text = payload.read(json, name);
                structures.put(
                        name,
                        text == null || value == JsonToken.START_OBJECT
                                ? String.valueOf(text)
                                : "{\"value\":" + text + "}");
                if (name.equals("payload") && value != JsonToken.START_OBJECT) {
                    faults.add(Violation.of(name, value.asString(), "a JSON object"));
                }
            } else if (name.equals("tags")) {
                tags(json, tags, faults);
            } else if (value.isScalarValue()) {
                scalar(json, name, value, fields, numbers);
            } else {
                json.skipChildren();
                faults.add(new Violation(name, null, "a text; structures belong in payload"));
            }
        }
        faults.addAll(payload.faults());
        if (fields.containsKey("specversion")) {
            return CloudEvent.translate(fields, structures.get("data"), payload.modelId(), faults);
        }
        fields.keySet().stream()
                .filter(name -> !FIELDS.contains(name))
                .sorted()
                .forEach(name -> faults.add(Violation.of(
                        name,
                        fields.get(name),
                        "one of " + FIELDS.stream().sorted().toList()
                                + ", tags, payload; all else belongs in payload")));
        return new SentEvent(fields, numbers, tags, structures.get("payload"), payload.modelId(), faults, false);
    }

    private static void scalar(
            JsonParser json, String name, JsonToken value, Map<String, String> fields, List<String> numbers)
            throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        fields.put(name, json.getText());
        if (value.isNumeric()) {
            numbers.add(name);
        }
    }

    private static void tags(JsonParser json, Map<String, String> tags, List<Violation> faults) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            faults.add(Violation.of("tags", json.getText(), "an object of texts"));
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING
                    && tags.size() < 50
                    && name.length() <= 100
                    && json.getText().length() <= 500) {
                tags.put(name, json.getText());
            } else {
                json.skipChildren();
                faults.add(new Violation("tags." + name, null, "a text of at most 500 characters; at most 50 tags"));
            }
        }
    }
}
