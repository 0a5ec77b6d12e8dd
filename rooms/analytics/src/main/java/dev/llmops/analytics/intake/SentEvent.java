// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import dev.llmops.kernel.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was sent, read but not checked.
 *
 * @param fields scalars by name: texts, and numbers as their text
 * @param numbers names of the fields that are numbers
 * @param tags as text to text
 * @param faults what was wrong already in its form
 * @param cloudEvent whether it came in that envelope, whose ids are free
 */
public record SentEvent(
        Map<String, String> fields,
        List<String> numbers,
        Map<String, String> tags,
        @Nullable String payload,
        @Nullable String modelId,
        List<Violation> faults,
        boolean cloudEvent) {
    public SentEvent {
        fields = Map.copyOf(fields);
        numbers = List.copyOf(numbers);
        tags = new LinkedHashMap<>(tags);
        faults = List.copyOf(faults);
    }

    static SentEvent faulty(Violation fault) {
        return new SentEvent(Map.of(), List.of(), Map.of(), null, null, List.of(fault), false);
    }

    @Nullable
    String field(String name) {
        return fields.get(name);
    }
}
