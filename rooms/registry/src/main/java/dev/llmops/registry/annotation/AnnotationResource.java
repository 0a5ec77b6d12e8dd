// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import dev.llmops.registry.document.JsonSource;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/** Annotations over HTTP. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AnnotationResource {
    private static final String OF_ASSET = "{id:[0-9][0-9A-Za-z]+}/annotations";

    private final Annotations annotations;

    AnnotationResource(Annotations annotations) {
        this.annotations = annotations;
    }

    @Schema(
            name = "AnnotationWrite",
            requiredProperties = {"type", "value"})
    record Request(@Nullable AnnotationType type, @Nullable JsonNode value) {}

    @Schema(name = "Annotation")
    record AnnotationJson(
            String key,
            AnnotationType type,
            JsonNode value,
            long revision,
            Instant createdAt,
            Instant updatedAt,
            String updatedBy) {
        static AnnotationJson of(Annotation annotation) {
            return new AnnotationJson(
                    annotation.key(),
                    annotation.type(),
                    annotation.value(),
                    annotation.revision(),
                    annotation.createdAt(),
                    annotation.updatedAt(),
                    annotation.updatedBy());
        }
    }

    @GET
    @Path(OF_ASSET)
    @Allow(Permission.REGISTRY_READ)
    public Page<AnnotationJson> list(
            @Context SecurityContext security, @Context UriInfo uri, @PathParam("id") String id) {
        PageRequest page = Lists.page(uri);
        return annotations.list(Callers.of(security), id, page).map(AnnotationJson::of);
    }

    @GET
    @Path(OF_ASSET + "/{key}")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(AnnotationJson.class)
    public Response get(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            @PathParam("key") String key) {
        Annotation found = annotations.get(Callers.of(security), id, key);
        return ETags.answer(headers, found.revision(), AnnotationJson.of(found));
    }

    @PUT
    @Path(OF_ASSET + "/{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(AnnotationJson.class)
    public Response set(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            @PathParam("key") String key,
            @Nullable Request request) {
        if (request == null || request.type() == null || request.value() == null) {
            throw Problem.invalid("type", null, "an object of type and value");
        }
        JsonNode value = JsonSource.read(request.value().toString()).root();
        String ifMatch = headers.getHeaderString(HttpHeaders.IF_MATCH);
        Annotation after = annotations.set(Callers.of(security), id, key, request.type(), value, ifMatch);
        return Response.ok(AnnotationJson.of(after))
                .header(HttpHeaders.ETAG, ETags.of(after.revision()))
                .build();
    }

    @DELETE
    @Path(OF_ASSET + "/{key}")
    @Allow(Permission.REGISTRY_WRITE)
    public void remove(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            @PathParam("key") String key) {
        annotations.remove(Callers.of(security), id, key, headers.getHeaderString(HttpHeaders.IF_MATCH));
    }
}
