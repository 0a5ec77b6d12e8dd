// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
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
import jakarta.ws.rs.PATCH;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * Resumable uploads in the manner of tus 1.0.0 (core, creation, expiration, termination): a tus client needs nothing
 * else. Beyond tus, an upload may be begun by JSON, end without a declared size, and be completed with its digest.
 */
@Path(UploadResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class UploadResource {
    static final String PATH = "/api/registry/v1/uploads";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";

    private final Uploads uploads;

    UploadResource(Uploads uploads) {
        this.uploads = uploads;
    }

    /** What an upload begins with; all of it may be left out. */
    record Beginning(
            @Nullable Long sizeBytes,
            @Nullable String digest,
            @Nullable String digestAlgorithm,
            @Nullable String contentType,
            @Nullable String fileName) {
        Uploads.Announced announced() {
            return new Uploads.Announced(
                    sizeBytes,
                    ContentDigest.parseOrNull(digest),
                    digestAlgorithm == null ? Algorithm.SHA256 : Algorithm.parse(digestAlgorithm),
                    Declared.contentType(contentType),
                    Declared.fileName(fileName));
        }
    }

    @POST
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = UploadJson.class, responseCode = "201")
    public Response begin(
            @Context SecurityContext security, @Context HttpHeaders headers, @Nullable Beginning beginning) {
        Uploads.Announced announced =
                headers.getHeaderString(LENGTH) == null && beginning != null ? beginning.announced() : byTus(headers);
        UploadRow row = uploads.begin(Callers.of(security), announced);
        return tus(Response.created(URI.create(PATH + "/" + row.id())), row)
                .entity(UploadJson.of(row))
                .build();
    }

    private static Uploads.Announced byTus(HttpHeaders headers) {
        String length = headers.getHeaderString(LENGTH);
        Map<String, String> metadata = Declared.metadata(headers.getHeaderString("Upload-Metadata"));
        return new Uploads.Announced(
                length == null ? null : Declared.size("upload-length", length),
                ContentDigest.parseOrNull(metadata.get("digest")),
                Algorithm.SHA256,
                Declared.contentType(metadata.get("filetype")),
                Declared.fileName(metadata.get("filename")));
    }

    @GET
    @Allow(Permission.REGISTRY_WRITE)
    @Parameter(name = "digest", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    public Page<UploadJson> list(@Context SecurityContext security, @Context UriInfo uri) {
        PageRequest page = Lists.page(uri, "digest");
        String digest = uri.getQueryParameters().getFirst("digest");
        return uploads.list(Callers.of(security), ContentDigest.parseOrNull(digest), page)
                .map(UploadJson::of);
    }

    @GET
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(UploadJson.class)
    public Response get(@Context SecurityContext security, @PathParam("id") String id) {
        UploadRow row = uploads.get(Callers.of(security), id);
        return tus(Response.ok(UploadJson.of(row)), row).build();
    }

    @HEAD
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    public Response offset(@Context SecurityContext security, @PathParam("id") String id) {
        return tus(Response.ok(), uploads.get(Callers.of(security), id)).build();
    }

    @PATCH
    @Path("{id}")
    @Consumes("application/offset+octet-stream")
    @StreamedBody
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = Void.class, responseCode = "204")
    public Response append(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            InputStream body)
            throws IOException {
        long offset = Declared.size("upload-offset", headers.getHeaderString(OFFSET));
        Uploads.Appended appended =
                uploads.append(Callers.of(security), id, offset, ContentResource.announced(headers), body);
        Response.ResponseBuilder answer = tus(Response.noContent(), appended.upload());
        appended.content()
                .ifPresent(entered -> answer.header(
                        HttpHeaders.CONTENT_LOCATION,
                        ContentResource.PATH + "/" + entered.content().digest()));
        return answer.build();
    }

    /** What a completion says; the digest may have been declared at the beginning. */
    record Completion(@Nullable String digest) {}

    @PUT
    @Path("{id}/complete")
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = ContentJson.class, responseCode = "201")
    public Response complete(
            @Context SecurityContext security, @PathParam("id") String id, @Nullable Completion completion)
            throws IOException {
        String digest = completion == null ? null : completion.digest();
        return ContentResource.entered(uploads.complete(Callers.of(security), id, ContentDigest.parseOrNull(digest)));
    }

    @DELETE
    @Path("{id}")
    @Allow(Permission.REGISTRY_WRITE)
    public Response cancel(@Context SecurityContext security, @PathParam("id") String id) throws IOException {
        uploads.cancel(Callers.of(security), id);
        return Response.noContent().header("Tus-Resumable", "1.0.0").build();
    }

    private static Response.ResponseBuilder tus(Response.ResponseBuilder answer, UploadRow row) {
        answer.header("Tus-Resumable", "1.0.0")
                .header(OFFSET, row.offsetBytes())
                .header(
                        "Upload-Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                row.expiresAt().atOffset(ZoneOffset.UTC)));
        if (row.sizeBytes() == null) {
            answer.header("Upload-Defer-Length", "1");
        } else {
            answer.header(LENGTH, row.sizeBytes());
        }
        return answer;
    }
}
