// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** The MCP Registry API under {@code /v0}. A name may come with its slash encoded or not. */
@Path("/v0/servers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class McpV0Resource {
    private final McpServers servers;

    McpV0Resource(McpServers servers) {
        this.servers = servers;
    }

    @GET
    @Allow(Permission.REGISTRY_READ)
    public Response list(
            @Context SecurityContext security,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("search") @Nullable String search,
            @QueryParam("updated_since") @Nullable String updatedSince,
            @QueryParam("version") @Nullable String version,
            @QueryParam("include_deleted") @Nullable String includeDeleted) {
        McpServers.Asked asked = new McpServers.Asked(cursor, limit, search, updatedSince, version, includeDeleted);
        return McpAnswers.of(() -> servers.list(Callers.of(security), asked));
    }

    @GET
    @Path("{server_name:.+}/versions")
    @Allow(Permission.REGISTRY_READ)
    public Response versions(
            @Context SecurityContext security,
            @PathParam("server_name") String name,
            @QueryParam("include_deleted") @Nullable String includeDeleted) {
        return McpAnswers.found(
                () -> servers.versions(Callers.of(security), name, "true".equals(includeDeleted)), "Server not found");
    }

    @GET
    @Path("{server_name:.+}/versions/{version}")
    @Allow(Permission.REGISTRY_READ)
    public Response version(
            @Context SecurityContext security,
            @PathParam("server_name") String name,
            @PathParam("version") String version,
            @QueryParam("include_deleted") @Nullable String includeDeleted) {
        return McpAnswers.found(
                () -> servers.version(Callers.of(security), name, version, "true".equals(includeDeleted)),
                "Server version not found");
    }
}
