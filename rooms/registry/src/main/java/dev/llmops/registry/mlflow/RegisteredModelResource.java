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

/** Registered models over HTTP. */
@Path("/api/2.0/mlflow/registered-models")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RegisteredModelResource {
    private final RegisteredModels models;
    private final ModelAliases aliases;

    RegisteredModelResource(RegisteredModels models, ModelAliases aliases) {
        this.models = models;
        this.aliases = aliases;
    }

    @POST
    @Path("create")
    @Allow(Permission.REGISTRY_WRITE)
    public Response create(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.create(Callers.of(security), request(uri, body)));
    }

    @GET
    @Path("get")
    @Allow(Permission.REGISTRY_READ)
    public Response get(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> models.get(Callers.of(security), request(uri, null)));
    }

    @PATCH
    @Path("update")
    @Allow(Permission.REGISTRY_WRITE)
    public Response update(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.update(Callers.of(security), request(uri, body)));
    }

    @POST
    @Path("rename")
    @Allow(Permission.REGISTRY_WRITE)
    public Response rename(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.rename(Callers.of(security), request(uri, body)));
    }

    @DELETE
    @Path("delete")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    public Response delete(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.delete(Callers.of(security), request(uri, body)));
    }

    @GET
    @Path("search")
    @Allow(Permission.REGISTRY_READ)
    public Response search(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> models.search(Callers.of(security), request(uri, null)));
    }

    @GET
    @Path("get-latest-versions")
    @Allow(Permission.REGISTRY_READ)
    public Response latest(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> models.latest(Callers.of(security), request(uri, null)));
    }

    @POST
    @Path("get-latest-versions")
    @Allow(Permission.REGISTRY_READ)
    public Response latestOf(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.latest(Callers.of(security), request(uri, body)));
    }

    @POST
    @Path("set-tag")
    @Allow(Permission.REGISTRY_WRITE)
    public Response setTag(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.setTag(Callers.of(security), request(uri, body)));
    }

    @DELETE
    @Path("delete-tag")
    @Allow(Permission.REGISTRY_WRITE)
    public Response deleteTag(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> models.deleteTag(Callers.of(security), request(uri, body)));
    }

    @POST
    @Path("alias")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    public Response setAlias(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> aliases.set(Callers.of(security), request(uri, body)));
    }

    @DELETE
    @Path("alias")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    public Response deleteAlias(@Context SecurityContext security, @Context UriInfo uri, @Nullable JsonNode body) {
        return MlflowAnswers.of(() -> aliases.delete(Callers.of(security), request(uri, body)));
    }

    @GET
    @Path("alias")
    @Allow(Permission.REGISTRY_READ)
    public Response byAlias(@Context SecurityContext security, @Context UriInfo uri) {
        return MlflowAnswers.of(() -> aliases.get(Callers.of(security), request(uri, null)));
    }

    private static MlflowRequest request(UriInfo uri, @Nullable JsonNode body) {
        return new MlflowRequest(body, uri.getQueryParameters());
    }
}
