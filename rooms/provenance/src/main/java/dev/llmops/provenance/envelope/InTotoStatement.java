// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An in-toto statement, v1 or v0.1: what a predicate is about. */
public record InTotoStatement(List<Subject> subjects, String predicateType, JsonNode predicate) {
    public static final String V1 = "https://in-toto.io/Statement/v1";
    private static final String V0_1 = "https://in-toto.io/Statement/v0.1";
    private static final int MAX_SUBJECTS = 100_000;

    public InTotoStatement {
        subjects = List.copyOf(subjects);
    }

    /** A thing by its digests: algorithm → lower-case hexadecimal. */
    public record Subject(String name, Map<String, String> digests) {
        public Subject {
            digests = Map.copyOf(digests);
        }
    }

    public static InTotoStatement read(DsseEnvelope envelope) {
        if (!envelope.payloadType().equals(DsseEnvelope.IN_TOTO)) {
            throw Problem.invalid("payloadType", envelope.payloadType(), DsseEnvelope.IN_TOTO);
        }
        return read(Documents.object("payload", envelope.payload()));
    }

    public static InTotoStatement read(JsonNode json) {
        String type = json.path("_type").asText("");
        if (!type.equals(V1) && !type.equals(V0_1)) {
            throw Problem.invalid("payload/_type", type, V1 + " or " + V0_1);
        }
        JsonNode given = json.path("subject");
        if (!given.isArray() || given.isEmpty() || given.size() > MAX_SUBJECTS) {
            throw Problem.invalid("payload/subject", null, "1 to " + MAX_SUBJECTS + " subjects");
        }
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode subject : given) {
            subjects.add(subject("payload/subject/" + subjects.size(), subject));
        }
        String predicateType = Documents.text("payload/predicateType", json.path("predicateType"));
        return new InTotoStatement(subjects, predicateType, json.path("predicate"));
    }

    private static Subject subject(String field, JsonNode json) {
        Map<String, String> digests = new HashMap<>();
        json.path("digest").properties().forEach(digest -> {
            String hex = digest.getValue().asText("").toLowerCase(Locale.ROOT);
            if (!hex.matches("[0-9a-f]{1,128}")) {
                throw Problem.invalid(field + "/digest/" + digest.getKey(), hex, "a hexadecimal digest");
            }
            digests.put(digest.getKey(), hex);
        });
        if (digests.isEmpty()) {
            throw Problem.invalid(field + "/digest", null, "at least one digest");
        }
        return new Subject(json.path("name").asText(""), digests);
    }
}
