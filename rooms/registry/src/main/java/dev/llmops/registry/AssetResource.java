// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Versions over HTTP. A name may hold slashes, which is why the word {@code versions} is no part of one. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AssetResource {
    private final ManifestReader manifests;
    private final CreateQueue creates;
    private final ReadyAnswers ready;
    private final AssetCatalogue catalogue;
    private final AssetEditing editing;

    AssetResource(
            ManifestReader manifests,
            CreateQueue creates,
            ReadyAnswers ready,
            AssetCatalogue catalogue,
            AssetEditing editing) {
        this.manifests = manifests;
        this.creates = creates;
        this.ready = ready;
        this.catalogue = catalogue;
        this.editing = editing;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = AssetJson.class, responseCode = "201")
    public Response create(@Context SecurityContext security, byte[] body) {
        Caller caller = Callers.of(security);
        Manifest manifest = manifests.readOne(caller.tenant(), body);
        return AssetAnswers.created(creates.create(caller, manifest), manifest.spec());
    }

    @GET
    @Allow(Permission.REGISTRY_READ)
    @Parameter(name = "kind", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "name", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(implementation = AssetStatus.class))
    @Parameter(name = "tag", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "q", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "sort", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public Page<AssetJson> list(@Context SecurityContext security, @Context UriInfo uri) {
        PageRequest page = Lists.page(uri, "kind", "name", "status", "tag", "label.", "q", "sort");
        AssetFilter filter = AssetFilter.of(uri.getQueryParameters());
        return catalogue.list(Callers.of(security), filter, page).map(AssetJson::of);
    }

    @GET
    @Path("{id}")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(AssetJson.class)
    public Response get(@Context SecurityContext security, @Context HttpHeaders headers, @PathParam("id") String id) {
        Caller caller = Callers.of(security);
        long moment = ready.moment();
        return AssetAnswers.read(headers, ready.keep(caller.tenant(), catalogue.get(caller, id), moment));
    }

    /** The bytes that the version's digest and detached signatures are over. */
    @GET
    @Path("{id}/canonical")
    @Allow(Permission.REGISTRY_READ)
    public Response canonical(@Context SecurityContext security, @PathParam("id") String id) {
        Asset asset = catalogue.get(Callers.of(security), id);
        return Response.ok(ImmutablePart.canonical(asset).getBytes(UTF_8), MediaType.APPLICATION_JSON_TYPE)
                .header("Repr-Digest", AssetAnswers.reprDigest(asset))
                .build();
    }

    @GET
    @Path("{kind}/{name:.+}/versions")
    @Allow(Permission.REGISTRY_READ)
    public Page<AssetJson> versions(
            @Context SecurityContext security,
            @Context UriInfo uri,
            @PathParam("kind") String kind,
            @PathParam("name") String name) {
        PageRequest page = Lists.page(uri);
        return catalogue
                .versions(Callers.of(security), AssetKind.parse(kind), name, page)
                .map(AssetJson::of);
    }

    @GET
    @Path("{kind}/{name:.+}/versions/{version}")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(AssetJson.class)
    public Response version(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @PathParam("version") String version) {
        AssetRef ref = new AssetRef(AssetKind.parse(kind), name, version);
        return chosen(security, headers, ref);
    }

    @GET
    @Path("{kind}/{name:.+}/resolve")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(AssetJson.class)
    public Response resolve(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @QueryParam("version") @Nullable String version) {
        String selector = version == null || version.isBlank() ? AssetRef.LATEST : version;
        return chosen(security, headers, new AssetRef(AssetKind.parse(kind), name, selector));
    }

    private Response chosen(SecurityContext security, HttpHeaders headers, AssetRef ref) {
        Caller caller = Callers.of(security);
        long moment = ready.moment();
        return catalogue
                .resolve(caller, ref)
                .map(asset -> AssetAnswers.read(headers, ready.keep(caller.tenant(), asset, moment)))
                .orElseThrow(() -> Problem.notFound(
                        "version",
                        ref.toString(),
                        "a version of a " + ref.kind()
                                + " of your organisation; latest is the highest published stable one"));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Allow(Permission.REGISTRY_WRITE)
    @RequestBody(content = @Content(schema = @Schema(implementation = AssetChange.class)))
    @APIResponseSchema(AssetJson.class)
    public Response edit(
            @Context SecurityContext security, @Context HttpHeaders headers, @PathParam("id") String id, byte[] patch) {
        String ifMatch = headers.getHeaderString(HttpHeaders.IF_MATCH);
        return AssetAnswers.changed(editing.edit(
                Callers.of(security), id, ifMatch, manifests.readJson(patch).root()));
    }

    @DELETE
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    public void delete(@Context SecurityContext security, @PathParam("id") String id) {
        editing.delete(Callers.of(security), id);
    }
}
