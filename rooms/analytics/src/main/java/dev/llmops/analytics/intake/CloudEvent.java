// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 in structured JSON form, told in our words. The type's first word is the event type where it is one
 * ({@code telemetry.latency}), else the event is {@code custom}; type, source and subject are kept as tags.
 */
final class CloudEvent {
    private CloudEvent() {}

    static SentEvent translate(
            Map<String, String> attributes, @Nullable String data, @Nullable String modelId, List<Violation> faults) {
        List<Violation> all = new ArrayList<>(faults);
        if (!"1.0".equals(attributes.get("specversion"))) {
            all.add(Violation.of("specversion", attributes.get("specversion"), "1.0"));
        }
        for (String required : List.of("id", "source", "type")) {
            if (!attributes.containsKey(required)) {
                all.add(new Violation(required, null, "the attribute, which CloudEvents requires"));
            }
        }
        String type = attributes.getOrDefault("type", "");
        String source = attributes.getOrDefault("source", "");
        Map<String, String> fields = new HashMap<>();
        put(fields, "event_id", attributes.get("id"));
        put(fields, "timestamp", attributes.get("time"));
        put(fields, "source_module", module(source));
        put(fields, "event_type", EventChecks.TYPES.contains(firstWord(type)) ? firstWord(type) : "custom");
        put(fields, "schema_version", attributes.getOrDefault("schemaversion", "1.0.0"));
        put(fields, "severity", attributes.get("severity"));
        put(fields, "correlation_id", traceId(attributes.get("traceparent")));
        Map<String, String> tags = new HashMap<>();
        for (String kept : List.of("type", "source", "subject", "datacontenttype", "dataschema")) {
            put(tags, "ce_" + kept, attributes.get(kept));
        }
        String payload = data;
        String base64 = attributes.get("data_base64");
        if (payload == null && base64 != null) {
            payload = "{\"data_base64\":\"" + base64.replaceAll("[^A-Za-z0-9+/=_-]", "") + "\"}";
        }
        return new SentEvent(fields, List.of(), tags, payload, modelId, all, true);
    }

    private static void put(Map<String, String> target, String name, @Nullable String value) {
        if (value != null) {
            target.put(name, value);
        }
    }

    private static String firstWord(String type) {
        int dot = type.indexOf('.');
        return (dot < 0 ? type : type.substring(0, dot)).toLowerCase(Locale.ROOT);
    }

    /** The last part of the source's path: {@code /rooms/registry} is {@code registry}. */
    private static String module(String source) {
        String trimmed = source.replaceAll("[/?#]+$", "");
        return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    private static @Nullable String traceId(@Nullable String traceparent) {
        return traceparent != null && traceparent.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*")
                ? traceparent.substring(3, 35)
                : null;
    }
}
