// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmops.kernel.Event;
import org.jspecify.annotations.Nullable;

/** Events in CloudEvents 1.0 structured JSON form, with the extensions {@code tenant}, {@code actor}, {@code traceparent}. */
public final class CloudEvents {
    /** The media type of one event. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    private CloudEvents() {}

    /** One line of JSON. */
    public static String json(Event event) {
        StringBuilder text = new StringBuilder(256 + event.data().length());
        text.append("{\"specversion\":\"").append(Event.SPEC_VERSION).append('"');
        member(text, "id", event.id());
        member(text, "source", event.source());
        member(text, "type", event.type());
        member(text, "subject", event.subject());
        member(text, "time", event.time().toString());
        member(text, "datacontenttype", "application/json");
        member(text, "tenant", event.tenant().value());
        member(text, "actor", event.actor());
        member(text, "traceparent", event.traceparent());
        return text.append(",\"data\":").append(event.data()).append('}').toString();
    }

    private static void member(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(",\"").append(name).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(value, text);
            text.append('"');
        }
    }
}
