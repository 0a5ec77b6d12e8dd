// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import dev.llmops.platform.web.StreamedBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Imports over HTTP: one line of JSON for each version, plain or gzip. */
@Path("/api/registry/v1/imports")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ImportResource {
    private final Imports imports;

    ImportResource(Imports imports) {
        this.imports = imports;
    }

    /**
     * An import on the wire.
     *
     * @param positionBytes how much of the plain text is worked off
     */
    @Schema(name = "Import")
    record ImportJson(
            String id,
            String state,
            long fileBytes,
            long positionBytes,
            long lines,
            long created,
            long unchanged,
            long refused,
            @Nullable String detail,
            String createdBy,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime finishedAt) {
        static ImportJson of(ImportDao.Row row) {
            return new ImportJson(
                    row.id(),
                    row.state(),
                    row.fileBytes(),
                    row.positionBytes(),
                    row.lines(),
                    row.created(),
                    row.unchanged(),
                    row.refused(),
                    row.detail(),
                    row.createdBy(),
                    row.createdAt(),
                    row.finishedAt());
        }
    }

    @POST
    @Consumes({"application/x-ndjson", "application/jsonl", "application/gzip", MediaType.APPLICATION_OCTET_STREAM})
    @StreamedBody
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = ImportJson.class, responseCode = "202")
    public Response take(@Context SecurityContext security, InputStream body) {
        ImportDao.Row row = imports.take(Callers.of(security), body);
        return Response.accepted(ImportJson.of(row))
                .location(URI.create("/api/registry/v1/imports/" + row.id()))
                .build();
    }

    @GET
    @Allow(Permission.REGISTRY_WRITE)
    public Page<ImportJson> list(@Context SecurityContext security, @Context UriInfo uri) {
        return imports.list(Callers.of(security), Lists.page(uri)).map(ImportJson::of);
    }

    @GET
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    public ImportJson get(@Context SecurityContext security, @PathParam("id") String id) {
        return ImportJson.of(imports.get(Callers.of(security), id));
    }

    @DELETE
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    public ImportJson cancel(@Context SecurityContext security, @PathParam("id") String id) {
        return ImportJson.of(imports.cancel(Callers.of(security), id));
    }

    @GET
    @Path("{id}/results")
    @Allow(Permission.REGISTRY_WRITE)
    @Parameter(name = "outcome", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public Page<Imports.LineResult> results(
            @Context SecurityContext security, @Context UriInfo uri, @PathParam("id") String id) {
        PageRequest page = Lists.page(uri, "outcome");
        return imports.results(
                Callers.of(security), id, outcome(uri.getQueryParameters().getFirst("outcome")), page);
    }

    private static LineRegistration.@Nullable Outcome outcome(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (LineRegistration.Outcome outcome : LineRegistration.Outcome.values()) {
            if (outcome.wireName().equals(text)) {
                return outcome;
            }
        }
        throw Problem.invalid("outcome", text, "created, unchanged or refused");
    }
}
