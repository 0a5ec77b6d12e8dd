// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.kernel.Violation;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies a payload as it stands, within a bound, and notes amounts that cannot be negative and are. */
final class PayloadReader {
    private static final JsonFactory JSON = new JsonFactory();
    /** Durations, tokens, counts and costs; a general metric's value may be negative. */
    private static final Pattern NOT_NEGATIVE = Pattern.compile(
            ".*(_ms|_seconds|_tokens|_count|_requests|_per_second|_percent|latency|cost|quantity)|tokens|cost_.*|.*_cost_.*");

    private final List<Violation> faults = new ArrayList<>();
    private @Nullable String modelId;

    /** Reads the value the parser stands at, to its end; null when it is larger than the log takes. */
    @Nullable
    String read(JsonParser json, String at) throws IOException {
        StringWriter text = new StringWriter();
        boolean fits = true;
        try (JsonGenerator target = JSON.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = json.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                note(json, token, depth, at);
                fits = fits && text.getBuffer().length() < IngestLog.MAX_RECORD_BYTES;
                if (fits) {
                    copy(json, token, target);
                }
            } while (depth > 0 && json.nextToken() != null);
            if (fits) {
                target.flush();
            } else {
                target.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            }
        }
        if (!fits || text.getBuffer().length() > IngestLog.MAX_RECORD_BYTES) {
            faults.add(new Violation(at, null, "at most " + IngestLog.MAX_RECORD_BYTES / 1024 + " KiB"));
            return null;
        }
        return text.toString();
    }

    private static void copy(JsonParser json, JsonToken token, JsonGenerator target) throws IOException {
        if (token.isNumeric()) {
            target.writeNumber(json.getText());
        } else {
            target.copyCurrentEvent(json);
        }
    }

    private void note(JsonParser json, JsonToken token, int depth, String at) throws IOException {
        String name = json.currentName();
        if (name == null) {
            return;
        }
        if (token.isNumeric()
                && json.getText().startsWith("-")
                && !zero(json.getText())
                && NOT_NEGATIVE.matcher(name).matches()) {
            faults.add(Violation.of(at + "." + name, json.getText(), "0 or more"));
        }
        if (depth == 1
                && token == JsonToken.VALUE_STRING
                && (name.equals("model_id") || name.equals("model"))
                && modelId == null) {
            modelId = json.getText();
        }
    }

    private static boolean zero(String number) {
        return number.chars().noneMatch(digit -> digit >= '1' && digit <= '9');
    }

    List<Violation> faults() {
        return faults;
    }

    @Nullable
    String modelId() {
        return modelId;
    }
}
