// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/gateway/v1/limits")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class LimitsResource {
    private final LimitBook limits;
    private final Meters meters;

    LimitsResource(LimitBook limits, Meters meters) {
        this.limits = limits;
        this.meters = meters;
    }

    /** Every subject with what it has used. */
    @GET
    @Allow(Permission.LIMITS_READ)
    public Page<LimitSetBody> list(@Context UriInfo uri, @Context SecurityContext security) {
        return limits.list(Callers.of(security).tenant(), Lists.page(uri)).map(set -> LimitSetBody.of(set, meters));
    }

    @GET
    @Path("/{level}/{subject}")
    @Allow(Permission.LIMITS_READ)
    @APIResponseSchema(LimitSetBody.class)
    public Response get(
            @PathParam("level") String level, @PathParam("subject") String subject, @Context SecurityContext security) {
        LimitSet set = limits.get(Callers.of(security).tenant(), LimitLevel.parse(level), subject);
        // No 304: what was used changes while the limits stay.
        return answer(set);
    }

    @PUT
    @Path("/{level}/{subject}")
    @Allow(Permission.LIMITS_WRITE)
    @APIResponseSchema(LimitSetBody.class)
    public Response put(
            @PathParam("level") String level,
            @PathParam("subject") String subject,
            @Nullable LimitSetBody body,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        if (body == null) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The body is empty (expected: a JSON object)");
        }
        return answer(limits.put(Callers.of(security), LimitLevel.parse(level), subject, body, ifMatch));
    }

    @DELETE
    @Path("/{level}/{subject}")
    @Allow(Permission.LIMITS_WRITE)
    public void delete(
            @PathParam("level") String level,
            @PathParam("subject") String subject,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        limits.delete(Callers.of(security), LimitLevel.parse(level), subject, ifMatch);
    }

    private Response answer(LimitSet set) {
        return Response.ok(LimitSetBody.of(set, meters))
                .header(HttpHeaders.ETAG, ETags.of(set.revision()))
                .build();
    }
}
