// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.platform.sql.Jsonb;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks a file over before anything is called: how many lines it has, and whether each can be told from the others. A
 * line that is wrong by itself is not the batch's end; it gets its error in its turn.
 */
final class BatchCheck {
    private static final int MAX_FAULTS = 100;

    private final String endpoint;
    private final int maxLines;
    private final ArrayNode faults = JsonNodeFactory.instance.arrayNode();
    private int lines;
    private int callable;

    BatchCheck(String endpoint, int maxLines) {
        this.endpoint = endpoint;
        this.maxLines = maxLines;
    }

    void read(LineSource source, BooleanSupplier stop) {
        Map<String, Integer> known = new HashMap<>();
        LineSource.Line line = source.next();
        while (line != null && lines < maxLines && !stop.getAsBoolean()) {
            lines++;
            BatchLine read = BatchLine.read(line, endpoint);
            callable += read instanceof BatchLine.Asked ? 1 : 0;
            Integer first = read.customId() == null ? null : known.putIfAbsent(read.customId(), line.number());
            if (first != null) {
                fault(
                        "duplicate_custom_id",
                        "line " + line.number() + ": custom_id (expected: one of its own; line " + first + " has it)",
                        "custom_id",
                        line.number());
            }
            line = source.next();
        }
        if (line != null && lines >= maxLines) {
            fault("too_many_lines", "The file has more than " + maxLines + " lines.", null, null);
        } else if (lines == 0) {
            fault("empty_file", "The file has no lines.", null, null);
        } else if (callable == 0) {
            fault("no_valid_line", "No line of the file can be called at " + endpoint + ".", null, null);
        }
    }

    private void fault(String code, String message, @Nullable String param, @Nullable Integer line) {
        if (faults.size() < MAX_FAULTS) {
            faults.addObject()
                    .put("code", code)
                    .put("message", message)
                    .put("param", param)
                    .put("line", line);
        }
    }

    boolean acceptable() {
        return faults.isEmpty();
    }

    int lines() {
        return lines;
    }

    /** As OpenAI's clients read {@code errors}. */
    Jsonb faults() {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.set("data", faults);
        return new Jsonb(list.toString());
    }
}
