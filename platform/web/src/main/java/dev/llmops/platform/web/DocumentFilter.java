// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the OpenAPI document, while it is built, what every route has in common: its permission
 * ({@code x-llmops-permission}), the ways to authenticate and the form of a problem.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class DocumentFilter implements OASFilter {
    static final String PERMISSION = "x-llmops-permission";
    private static final DotName ALLOW = DotName.createSimple("dev.llmops.platform.web.Allow");
    private static final DotName GET = DotName.createSimple("jakarta.ws.rs.GET");
    private static final DotName POST = DotName.createSimple("jakarta.ws.rs.POST");
    private static final DotName PATCH = DotName.createSimple("jakarta.ws.rs.PATCH");
    private static final DotName URI_INFO = DotName.createSimple("jakarta.ws.rs.core.UriInfo");
    private static final DotName RESPONSE = DotName.createSimple("jakarta.ws.rs.core.Response");
    private static final DotName EVENT_SINK = DotName.createSimple("jakarta.ws.rs.sse.SseEventSink");
    private static final DotName RESPONSE_STATUS = DotName.createSimple("org.jboss.resteasy.reactive.ResponseStatus");
    private static final String[] SCHEMES = {"bearer", "api_key", "session"};

    private final IndexView index;

    public DocumentFilter(IndexView index) {
        this.index = index;
    }

    @Override
    public @Nullable Operation filterOperation(Operation operation) {
        MethodInfo method = method(operation.getOperationId());
        if (method == null) {
            return operation;
        }
        operation.setOperationId(room(method) + "_" + snake(method.name()));
        AnnotationInstance allow = method.annotation(ALLOW);
        AnnotationValue value = allow == null ? null : allow.value();
        if (value != null) {
            describe(operation, Permission.valueOf(value.asEnum()).wireName());
            settle(operation, method);
        }
        return operation;
    }

    /** What the filters of the edge do to every route: status, paging, repeats. */
    private static void settle(Operation operation, MethodInfo method) {
        APIResponses responses = operation.getResponses();
        if (method.parameterTypes().stream().anyMatch(type -> type.name().equals(EVENT_SINK))) {
            settleStream(responses);
            return;
        }
        AnnotationInstance status = method.annotation(RESPONSE_STATUS);
        if (method.returnType().kind() == Type.Kind.VOID) {
            APIResponse done = OASFactory.createAPIResponse().description("Done");
            List.of("200", "201").forEach(responses::removeAPIResponse);
            responses.addAPIResponse("204", done);
        } else if (status != null && responses.hasAPIResponse("200")) {
            APIResponse created = responses.getAPIResponse("200");
            responses.removeAPIResponse("200");
            responses.addAPIResponse(String.valueOf(status.value().asInt()), created.description("Created"));
        }
        boolean paged =
                method.parameterTypes().stream().anyMatch(type -> type.name().equals(URI_INFO))
                        && method.hasAnnotation(GET)
                        && !method.returnType().name().equals(RESPONSE);
        if (paged || named(operation, "cursor")) {
            replace(operation, query("limit", Schema.SchemaType.INTEGER).description("1 to 200, 50 when not given"));
            replace(operation, query("cursor", Schema.SchemaType.STRING).description("The page before's next_cursor"));
        }
        if (method.hasAnnotation(PATCH)) {
            replace(operation, header("If-Match", "The ETag of what is to be changed"));
        }
        if (method.hasAnnotation(POST) && operation.getSecurity() != null) {
            replace(operation, header("Idempotency-Key", "The same key with the same request is done once; kept 24 h"));
        }
    }

    private static void settleStream(APIResponses responses) {
        List.of("200", "201", "204").forEach(responses::removeAPIResponse);
        responses.addAPIResponse(
                "200",
                OASFactory.createAPIResponse()
                        .description("A stream of server-sent events")
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        "text/event-stream",
                                        OASFactory.createMediaType().schema(text()))));
    }

    private static boolean named(Operation operation, String name) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(one -> name.equals(one.getName()));
    }

    private static void replace(Operation operation, Parameter parameter) {
        List<Parameter> parameters =
                new ArrayList<>(operation.getParameters() == null ? List.of() : operation.getParameters());
        parameters.removeIf(one -> parameter.getName().equals(one.getName()));
        parameters.add(parameter);
        operation.setParameters(parameters);
    }

    private static Parameter header(String name, String description) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(text());
    }

    private static Parameter query(String name, Schema.SchemaType type) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .schema(OASFactory.createSchema().addType(type));
    }

    /** Enums stand in the document as they stand on the wire; see {@link WireEnums}. */
    @Override
    public Schema filterSchema(Schema schema) {
        List<Object> constants = schema.getEnumeration();
        if (constants != null && constants.stream().allMatch(DocumentFilter::constant)) {
            schema.setEnumeration(
                    constants.stream().map(DocumentFilter::onTheWire).toList());
        }
        return schema;
    }

    private static boolean constant(Object value) {
        return value instanceof String text && text.matches("[A-Z][A-Z0-9_]*");
    }

    private static Object onTheWire(Object constant) {
        for (Permission permission : Permission.values()) {
            if (permission.name().equals(constant)) {
                return permission.wireName();
            }
        }
        return String.valueOf(constant).toLowerCase(Locale.ROOT);
    }

    static void describe(Operation operation, String permission) {
        operation.addExtension(PERMISSION, permission);
        if (!permission.equals("public")) {
            for (String scheme : SCHEMES) {
                operation.addSecurityRequirement(
                        OASFactory.createSecurityRequirement().addScheme(scheme));
            }
        }
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        operation.getResponses().addAPIResponse("default", problem());
    }

    private static APIResponse problem() {
        return OASFactory.createAPIResponse()
                .description("A refusal, or a fault of ours")
                .content(OASFactory.createContent()
                        .addMediaType(
                                ProblemBody.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents()
                .addSecurityScheme(
                        "bearer",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key, or a JWT of a configured issuer"))
                .addSecurityScheme("api_key", key(SecurityScheme.In.HEADER, "x-api-key"))
                .addSecurityScheme("session", key(SecurityScheme.In.COOKIE, SessionCookies.SECURE))
                .addSchema("Problem", problemSchema());
        new DocumentSchemas(index, document).settle();
    }

    private static SecurityScheme key(SecurityScheme.In where, String name) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(where)
                .name(name);
    }

    private static Schema problemSchema() {
        Schema fault = object(Map.of("field", text(), "value", nullable(text()), "expected", text(), "message", text()))
                .addProperty("line", nullable(OASFactory.createSchema().addType(Schema.SchemaType.INTEGER)))
                .addRequired("line");
        return object(Map.of(
                        "type", text(),
                        "title", text(),
                        "code", text(),
                        "detail", text(),
                        "trace_id", text()))
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addRequired("status")
                .addRequired("errors")
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(fault));
    }

    static Schema object(Map<String, Schema> properties) {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
        properties.keySet().stream().sorted().forEach(name -> {
            schema.addProperty(name, properties.get(name));
            schema.addRequired(name);
        });
        return schema;
    }

    static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    static Schema nullable(Schema schema) {
        return schema.addType(Schema.SchemaType.NULL);
    }

    /** Operation ids are given as {@code package.Class_method} by configuration. */
    private @Nullable MethodInfo method(@Nullable String operationId) {
        int at = operationId == null ? -1 : operationId.lastIndexOf('_');
        if (operationId == null || at < 0) {
            return null;
        }
        ClassInfo type = index.getClassByName(DotName.createSimple(operationId.substring(0, at)));
        if (type == null) {
            return null;
        }
        return type.methods().stream()
                .filter(method -> method.name().equals(operationId.substring(at + 1)) && method.hasAnnotation(ALLOW))
                .findFirst()
                .orElse(null);
    }

    private static String room(MethodInfo method) {
        return snake(method.declaringClass().simpleName().replaceFirst("Resource$", ""));
    }

    static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
