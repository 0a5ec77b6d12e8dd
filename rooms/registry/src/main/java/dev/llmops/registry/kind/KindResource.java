// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.registry.document.JsonSource;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Kinds over HTTP. */
@Path("/api/registry/v1/kinds")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class KindResource {
    private static final String BASE = "/api/registry/v1/kinds/";

    private final Kinds kinds;

    KindResource(Kinds kinds) {
        this.kinds = kinds;
    }

    @Schema(
            name = "NewKind",
            requiredProperties = {"name", "description", "spec_schema"})
    record Registration(
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode specSchema) {}

    /** @param createdAt null for a kind that is built in */
    @Schema(name = "ManifestKind")
    record Kind(
            String kind,
            boolean builtIn,
            String description,
            String schemaUrl,
            @Nullable Instant createdAt,
            @Nullable String createdBy) {
        static Kind of(AssetKind kind) {
            String name = kind.wireName();
            String description = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + ", built in";
            return new Kind(name, true, description, BASE + name + "/schema", null, null);
        }

        static Kind of(KindDao.Row row) {
            return new Kind(
                    row.name(),
                    false,
                    row.description(),
                    BASE + row.name() + "/schema",
                    row.createdAt(),
                    row.createdBy());
        }
    }

    @GET
    @Allow(Permission.REGISTRY_READ)
    public Page<Kind> list(@Context SecurityContext security) {
        List<Kind> all = Stream.concat(
                        AssetKind.BUILT_IN.stream().map(Kind::of),
                        kinds.list(Callers.of(security)).stream().map(Kind::of))
                .toList();
        return new Page<>(all, null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = Kind.class, responseCode = "201")
    public Response register(@Context SecurityContext security, @Nullable Registration request) {
        AssetKind kind = AssetKind.parse(String.valueOf(request == null ? null : request.name()));
        String description = request == null || request.description() == null ? "" : request.description();
        JsonNode schema = request == null || request.specSchema() == null
                ? null
                : JsonSource.read(request.specSchema().toString()).root();
        KindDao.Row row = kinds.register(Callers.of(security), kind, description, schema);
        return Response.created(URI.create(BASE + row.name() + "/schema"))
                .entity(Kind.of(row))
                .build();
    }

    @DELETE
    @Path("{kind}")
    @Allow(Permission.REGISTRY_ADMIN)
    public void remove(@Context SecurityContext security, @PathParam("kind") String kind) {
        kinds.remove(Callers.of(security), AssetKind.parse(kind));
    }
}
