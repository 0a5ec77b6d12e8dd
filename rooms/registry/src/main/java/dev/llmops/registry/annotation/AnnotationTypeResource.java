// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The schemas of the types of annotations. */
@Path("/api/registry/v1/annotation-types")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AnnotationTypeResource {
    @GET
    @Path("{type}/schema")
    @Allow(Permission.REGISTRY_READ)
    public JsonNode schema(@PathParam("type") String type) {
        return AnnotationType.parse(type).schema();
    }
}
