// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import graphql.ExecutionResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * GraphQL over HTTP. What the question itself lacks is answered as problem+json; what a field refuses stands beside the
 * answer, under {@code errors}.
 */
@Path("/graphql")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class GraphqlResource {
    private final GraphqlEngine engine;

    GraphqlResource(GraphqlEngine engine) {
        this.engine = engine;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.SELF)
    @RequestBody(
            description = "query, operationName and variables, as GraphQL over HTTP has them",
            content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public Response ask(@Context SecurityContext security, byte[] body) {
        return answer(engine.answer(
                Callers.of(security), GraphqlQuestion.read(body), GraphqlEngine.Kinds.QUERIES_AND_CHANGES));
    }

    @GET
    @Allow(Permission.SELF)
    public Response read(
            @Context SecurityContext security,
            @QueryParam("query") @Nullable String query,
            @QueryParam("operationName") @Nullable String operationName,
            @QueryParam("variables") @Nullable String variables) {
        return answer(engine.answer(
                Callers.of(security),
                GraphqlQuestion.of(query, operationName, variables),
                GraphqlEngine.Kinds.QUERIES));
    }

    private static Response answer(ExecutionResult result) {
        return Response.ok(result.toSpecification()).build();
    }
}
