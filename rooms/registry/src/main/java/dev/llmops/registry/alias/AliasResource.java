// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.alias;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import dev.llmops.registry.document.SourceTree;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Aliases over HTTP. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AliasResource {
    private static final String ALIASES = "{kind}/{name:.+}/aliases";
    private static final int MAX_REASON = 1_000;

    private final Aliases aliases;

    AliasResource(Aliases aliases) {
        this.aliases = aliases;
    }

    @Schema(name = "AliasLead", requiredProperties = "version")
    record LeadRequest(@Nullable String version, @Nullable String reason) {}

    @Schema(name = "AssetAlias")
    record AliasJson(
            String kind,
            String name,
            String alias,
            String version,
            String assetId,
            long revision,
            Instant updatedAt,
            String updatedBy) {
        static AliasJson of(Alias alias) {
            return new AliasJson(
                    alias.kind().wireName(),
                    alias.name(),
                    alias.alias(),
                    alias.version(),
                    alias.assetId(),
                    alias.revision(),
                    alias.updatedAt(),
                    alias.updatedBy());
        }
    }

    /** @param fromVersion null where the alias was new; {@code toVersion} null where it was removed */
    @Schema(name = "AliasMove")
    record MoveJson(
            @Nullable String fromVersion,
            @Nullable String toVersion,
            @Nullable String reason,
            String actor,
            Instant at) {
        static MoveJson of(AliasDao.Move move) {
            return new MoveJson(move.fromVersion(), move.toVersion(), move.reason(), move.actor(), move.at());
        }
    }

    @GET
    @Path(ALIASES)
    @Allow(Permission.REGISTRY_READ)
    public Page<AliasJson> list(
            @Context SecurityContext security, @PathParam("kind") String kind, @PathParam("name") String name) {
        return new Page<>(
                aliases.list(Callers.of(security), AssetKind.parse(kind), name).stream()
                        .map(AliasJson::of)
                        .toList(),
                null);
    }

    @GET
    @Path(ALIASES + "/{alias}")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(AliasJson.class)
    public Response get(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @PathParam("alias") String alias) {
        Alias found = aliases.get(Callers.of(security), AssetKind.parse(kind), name, plain(alias));
        return ETags.answer(headers, found.revision(), AliasJson.of(found));
    }

    @PUT
    @Path(ALIASES + "/{alias}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @APIResponseSchema(AliasJson.class)
    public Response set(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @PathParam("alias") String alias,
            @Nullable LeadRequest request) {
        String version = request == null || request.version() == null ? "" : request.version();
        Aliases.Lead lead = new Aliases.Lead(
                version,
                reason(request == null ? null : request.reason()),
                headers.getHeaderString(HttpHeaders.IF_MATCH));
        Alias after = aliases.set(Callers.of(security), AssetKind.parse(kind), name, plain(alias), lead);
        return Response.ok(AliasJson.of(after))
                .header(HttpHeaders.ETAG, ETags.of(after.revision()))
                .build();
    }

    @DELETE
    @Path(ALIASES + "/{alias}")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    public void remove(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @PathParam("alias") String alias,
            @QueryParam("reason") @Nullable String reason) {
        String ifMatch = headers.getHeaderString(HttpHeaders.IF_MATCH);
        aliases.remove(Callers.of(security), AssetKind.parse(kind), name, plain(alias), ifMatch, reason(reason));
    }

    @GET
    @Path(ALIASES + "/{alias}/history")
    @Allow(Permission.REGISTRY_READ)
    public Page<MoveJson> history(
            @Context SecurityContext security,
            @Context UriInfo uri,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @PathParam("alias") String alias) {
        PageRequest page = Lists.page(uri);
        if (page.after() != null && !Ulids.isUlid(page.after())) {
            throw Problem.invalid("cursor", null, "the next_cursor of the page before");
        }
        return aliases.history(Callers.of(security), AssetKind.parse(kind), name, plain(alias), page)
                .map(MoveJson::of);
    }

    /** With or without its sign. */
    private static String plain(String alias) {
        return alias.startsWith("@") ? alias.substring(1) : alias;
    }

    private static @Nullable String reason(@Nullable String text) {
        if (text != null && (text.length() > MAX_REASON || !SourceTree.isStorable(text))) {
            throw Problem.invalid("reason", null, "a text of at most " + MAX_REASON + " characters without NUL");
        }
        return text;
    }
}
