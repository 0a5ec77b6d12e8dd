// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.search.Search;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import dev.llmops.search.index.IndexKeeper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Search over HTTP. */
@Path("/api/search/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AssetSearchResource {
    private static final int SUGGESTED = 10;

    private final Search search;
    private final IndexKeeper keeper;

    AssetSearchResource(Search search, IndexKeeper keeper) {
        this.search = search;
        this.keeper = keeper;
    }

    @GET
    @Path("assets")
    @Allow(Permission.REGISTRY_READ)
    @Parameter(name = "q", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "kind", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "tag", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "mode", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "sort", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "facets", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "after", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public SearchAnswer find(@Context SecurityContext security, @Context UriInfo uri) {
        PageRequest page = Lists.page(uri, SearchParameters.names());
        return SearchAnswer.of(
                search.search(Callers.of(security), SearchParameters.of(uri.getQueryParameters(), page.limit())));
    }

    @POST
    @Path("assets")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_READ)
    @RequestBody(content = @Content(schema = @Schema(implementation = SearchBody.class)))
    @APIResponseSchema(value = SearchAnswer.class, responseCode = "200")
    public SearchAnswer query(@Context SecurityContext security, @Nullable SearchBody body) {
        if (body == null) {
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST, Violation.of("body", null, "a JSON object, such as {\"q\":\"chat\"}"));
        }
        return SearchAnswer.of(search.search(Callers.of(security), body.request()));
    }

    @GET
    @Path("suggest")
    @Allow(Permission.REGISTRY_READ)
    @Parameter(name = "q", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public SuggestAnswer suggest(@Context SecurityContext security, @Context UriInfo uri) {
        Lists.page(uri, "q");
        String limit = uri.getQueryParameters().getFirst("limit");
        String text = uri.getQueryParameters().getFirst("q");
        return SuggestAnswer.of(search.suggest(
                Callers.of(security),
                text == null ? "" : text,
                limit == null || limit.isBlank() ? SUGGESTED : Integer.parseInt(limit)));
    }

    @GET
    @Path("state")
    @Allow(Permission.REGISTRY_READ)
    public SearchAnswer.Index state(@Context SecurityContext security) {
        return SearchAnswer.Index.of(search.state(Callers.of(security)));
    }

    /** Builds the index of the whole process anew; it answers meanwhile. */
    @POST
    @Path("rebuild")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = SearchAnswer.Index.class, responseCode = "202")
    public Response rebuild(@Context SecurityContext security) {
        keeper.rebuild();
        return Response.accepted(SearchAnswer.Index.of(search.state(Callers.of(security))))
                .build();
    }
}
