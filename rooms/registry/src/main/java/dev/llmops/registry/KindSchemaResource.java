// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** The schemas that manifests are written to. */
@Path("/api/registry/v1/kinds")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class KindSchemaResource {
    private final ManifestSchemas schemas;

    KindSchemaResource(ManifestSchemas schemas) {
        this.schemas = schemas;
    }

    @GET
    @Path("{kind}/schema")
    @Allow(Permission.REGISTRY_READ)
    public JsonNode schema(@Context SecurityContext security, @PathParam("kind") String kind) {
        return schemas.document(Callers.of(security).tenant(), AssetKind.parse(kind))
                .orElseThrow(() ->
                        Problem.notFound("kind", kind, "a kind that is built in or that an administrator registered"));
    }
}
