// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the OpenAPI document, when the program starts, the routes that stand directly on the router. */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public final class RawRouteFilter implements OASFilter {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final String JSON = "application/json";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        RouteTable table = Arc.container().instance(RouteTable.class).get();
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        for (Route route : table.routes()) {
            if (route.dialect() == Dialect.GRPC) {
                continue; // said in Protocol Buffers
            }
            PathItem known = document.getPaths().getPathItem(route.path());
            PathItem.HttpMethod method = PathItem.HttpMethod.valueOf(route.method());
            if (known != null && known.getOperations().containsKey(method)) {
                continue;
            }
            PathItem path = known == null ? OASFactory.createPathItem() : known;
            path.setOperation(method, operation(route));
            document.getPaths().addPathItem(route.path(), path);
        }
    }

    private static Operation operation(Route route) {
        Operation operation = OASFactory.createOperation().summary(route.summary());
        DocumentFilter.describe(operation, route.permission().wireName());
        Matcher variable = VARIABLE.matcher(route.path());
        while (variable.find()) {
            operation.addParameter(OASFactory.createParameter()
                    .name(variable.group(1))
                    .in(Parameter.In.PATH)
                    .required(true)
                    .schema(DocumentFilter.text()));
        }
        APIResponse answer = OASFactory.createAPIResponse().description("Done").content(answer(route));
        operation.getResponses().addAPIResponse("200", answer);
        if (route.dialect() == Dialect.OPENAI || route.dialect() == Dialect.ANTHROPIC) {
            String whose = route.dialect() == Dialect.OPENAI ? "OpenAI's" : "Anthropic's";
            operation
                    .getResponses()
                    .addAPIResponse(
                            "default",
                            OASFactory.createAPIResponse()
                                    .description("A refusal, or a fault of ours, in " + whose + " form")
                                    .content(content(JSON, any())));
        }
        if (route.method().equals("POST") && !route.path().endsWith("/cancel")) {
            operation.setRequestBody(
                    OASFactory.createRequestBody().required(true).content(question(route)));
        }
        return operation;
    }

    private static Content question(Route route) {
        return content(route.path().equals("/v1/files") ? "multipart/form-data" : JSON, any());
    }

    private static Content answer(Route route) {
        return switch (route.path()) {
            case "/" -> content("text/html", DocumentFilter.text());
            case "/v1/files/{id}/content" -> content("application/jsonl", DocumentFilter.text());
            case "/metrics" -> content("text/plain", DocumentFilter.text());
            case "/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses" ->
                content(JSON, any())
                        .addMediaType(
                                "text/event-stream",
                                OASFactory.createMediaType().schema(DocumentFilter.text()));
            default -> content(JSON, any());
        };
    }

    private static Content content(String mediaType, Schema schema) {
        return OASFactory.createContent()
                .addMediaType(mediaType, OASFactory.createMediaType().schema(schema));
    }

    private static Schema any() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }
}
