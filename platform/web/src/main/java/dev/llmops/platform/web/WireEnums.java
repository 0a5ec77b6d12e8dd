// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.EnumDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.EnumSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Enums by their {@code wireName()} where they have one, else by their name in lower case. */
final class WireEnums extends SimpleModule {
    WireEnums() {
        super("wire-enums");
        setSerializerModifier(new Writing());
        setDeserializerModifier(new Reading());
    }

    static String nameOf(Enum<?> constant) {
        try {
            Method wireName = constant.getDeclaringClass().getMethod("wireName");
            wireName.setAccessible(true);
            return String.valueOf(wireName.invoke(constant));
        } catch (ReflectiveOperationException e) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    static Map<String, Object> byName(Class<?> type) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            byName.put(nameOf((Enum<?>) constant), constant);
        }
        return byName;
    }

    private static final class Writing extends BeanSerializerModifier {
        @Override
        public JsonSerializer<?> modifyEnumSerializer(
                SerializationConfig config, JavaType type, BeanDescription description, JsonSerializer<?> serializer) {
            return serializer instanceof EnumSerializer ? new Writer() : serializer;
        }
    }

    private static final class Writer extends StdScalarSerializer<Enum<?>> {
        Writer() {
            super(Enum.class, false);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(nameOf(value));
        }
    }

    private static final class Reading extends BeanDeserializerModifier {
        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            return deserializer instanceof EnumDeserializer ? new Reader(type.getRawClass()) : deserializer;
        }
    }

    private static final class Reader extends StdScalarDeserializer<Object> {
        private final transient Map<String, Object> byName;

        Reader(Class<?> type) {
            super(type);
            this.byName = byName(type);
        }

        @Override
        public @Nullable Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getValueAsString();
            Object constant = text == null ? null : byName.get(text);
            if (constant == null) {
                return context.handleWeirdStringValue(
                        handledType(), String.valueOf(text), "one of %s", byName.keySet());
            }
            return constant;
        }
    }
}
