// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.TenantId;
import java.io.IOException;

/**
 * Between a room's event record and {@link Event#data()}: snake_case JSON, times as RFC 3339. The subject stands in the
 * envelope only and comes back from there; fields a record does not know are passed over, so events may grow.
 */
public final class EventData {
    private static final String SUBJECT = "subject";

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addSerializer(TenantId.class, ToStringSerializer.instance)
                    .addDeserializer(TenantId.class, new TenantReader()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    String write(DomainEvent event) {
        ObjectNode data = json.valueToTree(event);
        data.remove(SUBJECT);
        return data.toString();
    }

    /** Reads the record back. The caller chooses it by {@link Event#type()}. */
    public <T extends DomainEvent> T read(Event event, Class<T> type) {
        try {
            ObjectNode data = (ObjectNode) json.readTree(event.data());
            data.put(SUBJECT, event.subject());
            return json.treeToValue(data, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the event " + event.id() + " is no " + type.getSimpleName(), e);
        }
    }

    private static final class TenantReader extends StdDeserializer<TenantId> {
        TenantReader() {
            super(TenantId.class);
        }

        @Override
        public TenantId deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new TenantId(parser.getText());
        }
    }
}
