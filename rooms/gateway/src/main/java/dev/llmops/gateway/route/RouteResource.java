// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/gateway/v1/routes")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RouteResource {
    private final RouteBook routes;
    private final RoutePreview preview;

    RouteResource(RouteBook routes, RoutePreview preview) {
        this.routes = routes;
        this.preview = preview;
    }

    @GET
    @Allow(Permission.UPSTREAMS_READ)
    public Page<RouteSummary> list(@Context UriInfo uri, @Context SecurityContext security) {
        return routes.list(Callers.of(security).tenant(), Lists.page(uri)).map(RouteSummary::of);
    }

    @GET
    @Path("/{service}")
    @Allow(Permission.UPSTREAMS_READ)
    @APIResponseSchema(RouteBody.class)
    public Response get(
            @PathParam("service") String service, @Context HttpHeaders headers, @Context SecurityContext security) {
        RouteBook.Found found = routes.get(Callers.of(security), service);
        return ETags.answer(headers, found.route().revision(), body(found));
    }

    @PUT
    @Path("/{service}")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(RouteBody.class)
    public Response put(
            @PathParam("service") String service,
            @Nullable RouteBody route,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        RouteBook.Found written = routes.put(Callers.of(security), service, present(route), ifMatch);
        return Response.ok(body(written))
                .header(HttpHeaders.ETAG, ETags.of(written.route().revision()))
                .build();
    }

    @DELETE
    @Path("/{service}")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    public void delete(
            @PathParam("service") String service,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        routes.delete(Callers.of(security), service, ifMatch);
    }

    @POST
    @Path("/{service}/explain")
    @Allow(Permission.UPSTREAMS_READ)
    public ExplainBody.Answer explain(
            @PathParam("service") String service, @Nullable ExplainBody asked, @Context SecurityContext security) {
        Caller caller = Callers.of(security);
        return preview.explain(caller, service, present(asked));
    }

    private static RouteBody body(RouteBook.Found found) {
        return RouteBody.of(found.route(), found.service().id());
    }

    private static <T> T present(@Nullable T body) {
        if (body == null) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The body is empty (expected: a JSON object)");
        }
        return body;
    }

    @Schema(name = "RouteSummary")
    record RouteSummary(String service, RouteStrategy strategy, int targets, long revision, Instant updatedAt) {
        static RouteSummary of(StoredRoute route) {
            return new RouteSummary(
                    route.service(),
                    route.spec().strategy(),
                    route.spec().targets().size(),
                    route.revision(),
                    route.updatedAt());
        }
    }
}
