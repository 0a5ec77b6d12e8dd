// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import dev.llmops.provenance.envelope.Documents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bills of materials over HTTP. */
@Singleton
@Path("/api/provenance/v1")
@RunOnVirtualThread
final class BomResource {
    private static final long MAX_BYTES = 16L << 20;
    private static final String CYCLONEDX = "application/vnd.cyclonedx+json";

    private final BomExport export;
    private final BomImport imports;

    BomResource(BomExport export, BomImport imports) {
        this.export = export;
        this.imports = imports;
    }

    @GET
    @Path("/assets/{id}/bom")
    @Produces({MediaType.APPLICATION_JSON, CYCLONEDX})
    @Allow(Permission.REGISTRY_READ)
    public Response bom(
            @PathParam("id") String id,
            @QueryParam("version") @Nullable String version,
            @Context SecurityContext security) {
        String wanted = BomSchemas.version(version);
        return Response.ok(Documents.write(export.bom(Callers.of(security), id, wanted)))
                .build();
    }

    @POST
    @Path("/bom")
    @Consumes({MediaType.APPLICATION_JSON, CYCLONEDX})
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(MAX_BYTES)
    public Report read(@QueryParam("dry_run") @Nullable String dryRun, byte[] body, @Context SecurityContext security) {
        if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
            throw Problem.invalid("dry_run", dryRun, "true or false");
        }
        return new Report(imports.read(Callers.of(security), body, "true".equals(dryRun)));
    }

    @Schema(name = "BomImport")
    record Report(List<BomImport.Result> results) {}
}
