// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Known build services over HTTP. */
@Singleton
@Path("/api/provenance/v1/builders")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class BuilderResource {
    private final Builders builders;

    BuilderResource(Builders builders) {
        this.builders = builders;
    }

    @POST
    @Allow(Permission.REGISTRY_ADMIN)
    public Builder put(NewBuilder asked, @Context SecurityContext security) {
        return builders.put(Callers.of(security), asked.builderId(), asked.signer(), asked.maxLevel());
    }

    /** All of them: there are at most 200. */
    @GET
    @Allow(Permission.REGISTRY_READ)
    public Page<Builder> list(@Context SecurityContext security) {
        return new Page<>(builders.all(Callers.of(security).tenant()), null);
    }

    @DELETE
    @Path("/{id}")
    @Allow(Permission.REGISTRY_ADMIN)
    public void delete(@PathParam("id") String id, @Context SecurityContext security) {
        builders.delete(Callers.of(security), id);
    }

    @Schema(
            name = "NewTrustedBuilder",
            requiredProperties = {"builder_id", "max_level"})
    record NewBuilder(
            @Nullable String builderId,
            @Nullable String signer,
            @Nullable Integer maxLevel) {}
}
