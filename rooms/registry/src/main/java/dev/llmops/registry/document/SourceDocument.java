// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Violation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document as it was read, with the place of everything in it.
 *
 * @param lines the line, from 1 in the whole source, on which the value of each JSON pointer starts; empty for what
 *     was put together here and has no lines
 */
public record SourceDocument(JsonNode root, Map<String, Integer> lines) {
    private static final int MAX_SHOWN = 120;

    public SourceDocument {
        lines = Map.copyOf(lines);
    }

    /** A fault at a pointer; its line is that of the nearest thing that exists. */
    public Violation violation(String pointer, String expected) {
        JsonNode value = root.at(pointer);
        return new Violation(shownPointer(pointer), shown(value), expected, lineOf(pointer));
    }

    /** A fault at a pointer in a value that is not to be repeated. */
    public Violation violation(String pointer, @Nullable String value, String expected) {
        return new Violation(shownPointer(pointer), value, expected, lineOf(pointer));
    }

    public static String step(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    private static String shownPointer(String pointer) {
        return pointer.isEmpty() ? "/" : pointer;
    }

    private static @Nullable String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        if (value.isContainerNode()) {
            return value.isObject() ? "an object" : "an array";
        }
        String text = value.asText();
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }

    private @Nullable Integer lineOf(String pointer) {
        if (lines.isEmpty()) {
            return null;
        }
        for (String place = pointer; ; place = place.substring(0, place.lastIndexOf('/'))) {
            Integer line = lines.get(place);
            if (line != null) {
                return line;
            }
            if (place.isEmpty()) {
                return 1;
            }
        }
    }
}
