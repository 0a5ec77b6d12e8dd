// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The import of MCP servers over HTTP. */
@Path("/api/registry/v1/mcp/import")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class McpImportResource {
    private static final long MAX_BODY_BYTES = 20L << 20;

    private final McpImport imports;

    McpImportResource(McpImport imports) {
        this.imports = imports;
    }

    @POST
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(MAX_BODY_BYTES)
    public Answer run(
            @Context SecurityContext security,
            @QueryParam("publish") @DefaultValue("true") boolean publish,
            @QueryParam("dry_run") @DefaultValue("false") boolean dryRun,
            JsonNode servers) {
        return Answer.of(imports.run(Callers.of(security), servers, publish, dryRun));
    }

    @Schema(name = "McpImportAnswer")
    record Answer(int created, int updated, int unchanged, int refused, List<McpImport.Result> results) {
        static Answer of(List<McpImport.Result> results) {
            return new Answer(
                    count(results, "created"),
                    count(results, "updated"),
                    count(results, "unchanged"),
                    count(results, "refused"),
                    results);
        }

        private static int count(List<McpImport.Result> results, String outcome) {
            return (int) results.stream()
                    .filter(result -> result.outcome().equals(outcome))
                    .count();
        }
    }
}
