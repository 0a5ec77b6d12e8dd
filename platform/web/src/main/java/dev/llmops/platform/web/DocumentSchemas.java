// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Says of every property whether it is always there and whether it may be null, from the records that are sent: answers
 * carry every component; requests may leave out what is {@link Nullable}, unless the record requires it. Types of
 * several rooms that share a wire name must look alike on the wire, and are one schema.
 */
final class DocumentSchemas {
    private static final String REF = "#/components/schemas/";
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class.getName());
    private static final DotName UNWRAPPED = DotName.createSimple("com.fasterxml.jackson.annotation.JsonUnwrapped");
    private static final Pattern NUMBERED = Pattern.compile("(.*\\D)\\d+");
    private static final Set<String> PAGE = Set.of("items", "next_cursor");

    private final IndexView index;
    private final OpenAPI document;
    private final Map<String, Schema> schemas;

    DocumentSchemas(IndexView index, OpenAPI document) {
        this.index = index;
        this.document = document;
        this.schemas = new LinkedHashMap<>(document.getComponents().getSchemas());
    }

    void settle() {
        anyJson();
        everySchema(schema -> {
            if (schema.getRef() != null) {
                schema.setType(null);
            }
        });
        rename(twins());
        rename(pages());
        Set<String> asked = asked();
        schemas.forEach((name, schema) -> settle(name, schema, asked.contains(name)));
        operations().forEach(this::settleBody);
        document.getComponents().setSchemas(new TreeMap<>(schemas));
    }

    /** The tree model of the JSON library stands for an object of the caller's making. */
    private void anyJson() {
        schemas.remove("JsonNodeType");
        if (schemas.containsKey("JsonNode")) {
            schemas.put(
                    "JsonNode",
                    OASFactory.createSchema()
                            .addType(Schema.SchemaType.OBJECT)
                            .additionalPropertiesSchema(OASFactory.createSchema()));
        }
    }

    /** The generator numbers types of one name; they are one type or a mistake. */
    private Map<String, String> twins() {
        Map<String, String> twins = new LinkedHashMap<>();
        schemas.forEach((name, schema) -> {
            Matcher numbered = NUMBERED.matcher(name);
            Schema first = numbered.matches() ? schemas.get(numbered.group(1)) : null;
            if (first != null && !isPage(schema)) {
                if (!properties(first).keySet().equals(properties(schema).keySet())) {
                    throw new IllegalStateException("Two types are called " + numbered.group(1)
                            + " in the OpenAPI document; name one by @Schema: "
                            + properties(first).keySet() + ", "
                            + properties(schema).keySet());
                }
                twins.put(name, numbered.group(1));
            }
        });
        return twins;
    }

    private Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        schemas.forEach((name, schema) -> {
            Schema list = isPage(schema) ? properties(schema).get("items") : null;
            String item = list == null ? null : target(list.getItems());
            if (item != null) {
                pages.put(name, item + "Page");
            }
        });
        return pages;
    }

    private static boolean isPage(Schema schema) {
        return properties(schema).keySet().equals(PAGE);
    }

    private void rename(Map<String, String> names) {
        everySchema(schema -> {
            String target = target(schema);
            if (target != null && names.containsKey(target)) {
                schema.setRef(REF + names.get(target));
            }
        });
        names.forEach((from, to) -> {
            Schema schema = schemas.remove(from);
            if (schema != null) {
                schemas.putIfAbsent(to, schema);
            }
        });
    }

    /** The names of the schemas that callers send. */
    private Set<String> asked() {
        Set<String> found = new LinkedHashSet<>();
        for (Operation operation : operations()) {
            if (operation.getRequestBody() != null) {
                each(operation.getRequestBody().getContent(), schema -> reach(schema, found));
            }
        }
        return found;
    }

    private void reach(Schema schema, Set<String> found) {
        String target = target(schema);
        if (target != null && schemas.containsKey(target) && found.add(target)) {
            walk(schemas.get(target), inner -> reach(inner, found));
        }
    }

    private void settle(String name, Schema schema, boolean asked) {
        Map<String, Schema> properties = properties(schema);
        if (properties.isEmpty() || name.equals("Problem")) {
            return;
        }
        Map<String, Boolean> nullable =
                isPage(schema) ? Map.of("items", false, "next_cursor", true) : components(name, properties.keySet());
        List<String> demanded = schema.getRequired() == null ? List.of() : schema.getRequired();
        List<String> required = new ArrayList<>();
        properties.forEach((property, type) -> {
            boolean mayBeNull = nullable.getOrDefault(property, false) && !demanded.contains(property);
            if (!asked || !mayBeNull) {
                required.add(property);
            }
            if (mayBeNull) {
                schema.addProperty(property, orNull(type));
            }
        });
        schema.setRequired(
                required.isEmpty() ? null : required.stream().sorted().toList());
    }

    private static Schema orNull(Schema schema) {
        if (schema.getRef() != null) {
            return OASFactory.createSchema()
                    .addAnyOf(schema)
                    .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
        }
        if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
            schema.addType(Schema.SchemaType.NULL);
        }
        return schema;
    }

    /** By property, whether null is sent for it; of all records of that name and shape, which must agree. */
    private Map<String, Boolean> components(String name, Set<String> properties) {
        Set<Map<String, Boolean>> found = new LinkedHashSet<>();
        for (ClassInfo type : index.getKnownClasses()) {
            if (type.isRecord() && wireName(type).equals(name)) {
                Map<String, Boolean> components = new TreeMap<>();
                addComponents(type, components);
                if (components.keySet().equals(properties)) {
                    found.add(components);
                }
            }
        }
        if (found.size() != 1) {
            throw new IllegalStateException("The schema " + name + " of the OpenAPI document stands for " + found.size()
                    + " forms of a record with the components " + properties + " (expected: one): " + found);
        }
        return found.iterator().next();
    }

    private void addComponents(ClassInfo type, Map<String, Boolean> components) {
        for (RecordComponentInfo component : type.recordComponentsInDeclarationOrder()) {
            ClassInfo inner = index.getClassByName(component.type().name());
            if (type.field(component.name()).hasAnnotation(UNWRAPPED) && inner != null) {
                addComponents(inner, components);
            } else {
                components.put(
                        DocumentFilter.snake(component.name()), component.type().hasAnnotation(NULLABLE));
            }
        }
    }

    private static String wireName(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        AnnotationValue name = schema == null ? null : schema.value("name");
        return name == null ? type.simpleName() : name.asString();
    }

    /** A body of which nothing is required may be left out. */
    private void settleBody(Operation operation) {
        if (operation.getRequestBody() == null) {
            return;
        }
        boolean[] required = {false};
        each(operation.getRequestBody().getContent(), schema -> {
            String target = target(schema);
            Schema body = target == null ? schema : schemas.get(target);
            if (target == null) {
                // Read as it comes, by the room itself: not the text that the parameter's type suggests.
                schema.setType(null);
                schema.setFormat(null);
            }
            required[0] |= target == null || (body != null && body.getRequired() != null);
        });
        operation.getRequestBody().setRequired(required[0]);
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> operations.addAll(path.getOperations().values()));
        return operations;
    }

    private void everySchema(Consumer<Schema> visit) {
        schemas.values().forEach(schema -> walk(schema, visit));
        for (Operation operation : operations()) {
            if (operation.getParameters() != null) {
                operation.getParameters().forEach(parameter -> walk(parameter.getSchema(), visit));
            }
            if (operation.getRequestBody() != null) {
                each(operation.getRequestBody().getContent(), schema -> walk(schema, visit));
            }
            operation
                    .getResponses()
                    .getAPIResponses()
                    .values()
                    .forEach(response -> each(response.getContent(), schema -> walk(schema, visit)));
        }
    }

    private static void each(@Nullable Content content, Consumer<Schema> visit) {
        if (content != null) {
            for (MediaType type : content.getMediaTypes().values()) {
                if (type.getSchema() != null) {
                    visit.accept(type.getSchema());
                }
            }
        }
    }

    private static void walk(@Nullable Schema schema, Consumer<Schema> visit) {
        if (schema == null) {
            return;
        }
        visit.accept(schema);
        properties(schema).values().forEach(inner -> walk(inner, visit));
        walk(schema.getItems(), visit);
        walk(schema.getAdditionalPropertiesSchema(), visit);
    }

    private static Map<String, Schema> properties(Schema schema) {
        return schema.getProperties() == null ? Map.of() : schema.getProperties();
    }

    private static @Nullable String target(@Nullable Schema schema) {
        String ref = schema == null ? null : schema.getRef();
        return ref == null || !ref.startsWith(REF) ? null : ref.substring(REF.length());
    }
}
