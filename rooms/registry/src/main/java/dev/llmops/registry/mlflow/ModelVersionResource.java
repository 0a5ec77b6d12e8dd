// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** Model versions over HTTP. */
@Path("/api/2.0/mlflow/model-versions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ModelVersionResource {
    private final ModelVersions versions;

    ModelVersionResource(ModelVersions versions) {
        this.versions = versions;
    }

    @POST
    @Path("create")
    @Allow(Permission.REGISTRY_WRITE)
    public Response create(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.create(Callers.of(security), request(uri, body)));
    }

    @GET
    @Path("get")
    @Allow(Permission.REGISTRY_READ)
    public Response get(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> versions.get(Callers.of(security), request(uri, null)));
    }

    @PATCH
    @Path("update")
    @Allow(Permission.REGISTRY_WRITE)
    public Response update(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.update(Callers.of(security), request(uri, body)));
    }

    @DELETE
    @Path("delete")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    public Response delete(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.delete(Callers.of(security), request(uri, body)));
    }

    @GET
    @Path("search")
    @Allow(Permission.REGISTRY_READ)
    public Response search(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> versions.search(Callers.of(security), request(uri, null)));
    }

    @GET
    @Path("get-download-uri")
    @Allow(Permission.REGISTRY_READ)
    public Response downloadUri(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> versions.downloadUri(Callers.of(security), request(uri, null)));
    }

    @POST
    @Path("transition-stage")
    @Allow(Permission.REGISTRY_WRITE)
    public Response transition(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.transition(Callers.of(security), request(uri, body)));
    }

    @POST
    @Path("set-tag")
    @Allow(Permission.REGISTRY_WRITE)
    public Response setTag(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.setTag(Callers.of(security), request(uri, body)));
    }

    @DELETE
    @Path("delete-tag")
    @Allow(Permission.REGISTRY_WRITE)
    public Response deleteTag(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> versions.deleteTag(Callers.of(security), request(uri, body)));
    }

    private static MlflowRequest request(UriInfo uri, @Nullable JsonNode body) {
        return new MlflowRequest(body, uri.getQueryParameters());
    }
}
