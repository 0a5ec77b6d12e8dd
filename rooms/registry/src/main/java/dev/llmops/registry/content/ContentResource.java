// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import dev.llmops.platform.web.StreamedBody;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Objects by digest. */
@Path(ContentResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ContentResource {
    static final String PATH = "/api/registry/v1/content";

    private final ContentCatalogue catalogue;
    private final Uploads uploads;

    ContentResource(ContentCatalogue catalogue, Uploads uploads) {
        this.catalogue = catalogue;
        this.uploads = uploads;
    }

    @GET
    @Allow(Permission.REGISTRY_READ)
    @Parameter(name = "tier", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "state", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public Page<ContentJson> list(@Context SecurityContext security, @Context UriInfo uri) {
        PageRequest page = Lists.page(uri, "tier", "state");
        String tier = uri.getQueryParameters().getFirst("tier");
        return catalogue
                .list(
                        Callers.of(security),
                        tier == null ? null : Tier.parse(tier),
                        damaged(uri.getQueryParameters().getFirst("state")),
                        page)
                .map(ContentJson::of);
    }

    private static @Nullable Boolean damaged(@Nullable String state) {
        return switch (state) {
            case null -> null;
            case "stored" -> Boolean.FALSE;
            case "damaged" -> Boolean.TRUE;
            default -> throw Problem.invalid("state", state, "stored or damaged");
        };
    }

    /** What an organisation uses of its quota. */
    record UsageJson(long storedBytes, long reservedBytes, long quotaBytes, long objects, long uploads) {}

    @GET
    @Path("usage")
    @Allow(Permission.REGISTRY_READ)
    public UsageJson usage(@Context SecurityContext security) {
        ContentCatalogue.Used used = catalogue.used(Callers.of(security));
        return new UsageJson(
                used.usage().storedBytes(),
                used.usage().reservedBytes(),
                used.quotaBytes(),
                used.usage().objects(),
                used.usage().uploads());
    }

    @PUT
    @Path("{digest}")
    @Consumes(MediaType.WILDCARD)
    @StreamedBody
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = ContentJson.class, responseCode = "201")
    public Response put(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("digest") String digest,
            InputStream body)
            throws IOException {
        ContentDigest named = ContentDigest.parse(digest);
        Uploads.Announced announced = new Uploads.Announced(
                null,
                named,
                Algorithm.SHA256,
                Declared.contentType(headers.getHeaderString(HttpHeaders.CONTENT_TYPE)),
                null);
        return entered(uploads.put(Callers.of(security), announced, announced(headers), body));
    }

    @GET
    @Path("{digest}")
    @Produces(MediaType.WILDCARD)
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(value = byte[].class)
    public Response get(
            @Context SecurityContext security, @Context HttpHeaders headers, @PathParam("digest") String digest)
            throws IOException {
        Caller caller = Callers.of(security);
        ContentRow row = catalogue.get(caller.tenant(), ContentDigest.parse(digest));
        return Download.answer(catalogue, caller.tenant(), row, headers, null);
    }

    @HEAD
    @Path("{digest}")
    @Produces(MediaType.WILDCARD)
    @Allow(Permission.REGISTRY_READ)
    public Response head(
            @Context SecurityContext security, @Context HttpHeaders headers, @PathParam("digest") String digest) {
        ContentRow row = catalogue.get(Callers.of(security).tenant(), ContentDigest.parse(digest));
        return Download.head(row, headers, null);
    }

    @GET
    @Path("{digest}/metadata")
    @Allow(Permission.REGISTRY_READ)
    public ContentJson metadata(@Context SecurityContext security, @PathParam("digest") String digest) {
        return ContentJson.of(catalogue.get(Callers.of(security).tenant(), ContentDigest.parse(digest)));
    }

    @POST
    @Path("{digest}/verify")
    @Allow(Permission.REGISTRY_WRITE)
    public ContentJson verify(@Context SecurityContext security, @PathParam("digest") String digest)
            throws IOException {
        return ContentJson.of(catalogue.verify(Callers.of(security), ContentDigest.parse(digest)));
    }

    @DELETE
    @Path("{digest}")
    @Allow(Permission.REGISTRY_WRITE)
    public void delete(@Context SecurityContext security, @PathParam("digest") String digest) {
        catalogue.delete(Callers.of(security), ContentDigest.parse(digest));
    }

    /** 201 for a new object, 200 for one that was there. */
    static Response entered(ContentEntry.Entered entered) {
        ContentRow row = entered.content();
        URI place = URI.create(PATH + "/" + row.digest());
        return (entered.created() ? Response.created(place) : Response.ok().location(place))
                .header(HttpHeaders.ETAG, Download.tag(row))
                .entity(ContentJson.of(row))
                .build();
    }

    /** The announced length of the body; negative when only its end will tell. */
    static long announced(HttpHeaders headers) {
        String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Declared.size("content-length", length);
    }
}
