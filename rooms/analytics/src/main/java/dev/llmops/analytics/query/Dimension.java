// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be grouped and filtered by. The names are the columns' names: a closed set, safe to stand in SQL. */
enum Dimension {
    SERVICE("service", Subject.CALLS),
    SERVICE_VERSION("service_version", Subject.CALLS),
    MODEL("model", Subject.CALLS, Subject.EVENTS),
    PROVIDER("provider", Subject.CALLS),
    SUBSCRIPTION("subscription", Subject.CALLS),
    KEY("key", Subject.CALLS),
    STATUS("status", Subject.CALLS),
    ERROR_CODE("error_code", Subject.CALLS),
    STREAM("stream", Subject.CALLS),
    SIMULATED("simulated", Subject.CALLS),
    EVENT_TYPE("event_type", Subject.EVENTS),
    SOURCE_MODULE("source_module", Subject.EVENTS),
    SEVERITY("severity", Subject.EVENTS);

    /** What is counted: each has a table of its own, and a query is about one of them. */
    enum Subject {
        CALLS,
        EVENTS
    }

    private final String wireName;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Subject> subjects;

    Dimension(String wireName, Subject first, Subject... more) {
        this.wireName = wireName;
        this.subjects = EnumSet.of(first, more);
    }

    String wireName() {
        return wireName;
    }

    boolean describes(Subject subject) {
        return subjects.contains(subject);
    }

    boolean isBoolean() {
        return this == STREAM || this == SIMULATED;
    }

    /** @param field where the name was given, for the refusal */
    static Dimension parse(String name, String field, Subject subject) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.wireName.equals(name) && dimension.describes(subject))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(field, name, "one of " + names(subject)));
    }

    private static String names(Subject subject) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.describes(subject))
                .map(Dimension::wireName)
                .collect(Collectors.joining(", "));
    }
}
