// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
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
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The files of a version. */
@Path("/api/registry/v1/assets/{id: [0-9A-Z]+}/artifacts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ArtifactResource {
    private final Artifacts artifacts;
    private final ContentCatalogue catalogue;

    ArtifactResource(Artifacts artifacts, ContentCatalogue catalogue) {
        this.artifacts = artifacts;
        this.catalogue = catalogue;
    }

    /** A file of a version on the wire. */
    record ArtifactJson(String name, Instant attachedAt, String attachedBy, ContentJson content) {
        static ArtifactJson of(ArtifactDao.Row row) {
            return new ArtifactJson(row.name(), row.attachedAt(), row.attachedBy(), ContentJson.of(row.content()));
        }
    }

    /** Which object a name means. */
    record Attachment(String digest) {}

    @GET
    @Allow(Permission.REGISTRY_READ)
    public Page<ArtifactJson> list(
            @Context SecurityContext security, @Context UriInfo uri, @PathParam("id") String id) {
        return artifacts.list(Callers.of(security), id, Lists.page(uri)).map(ArtifactJson::of);
    }

    @GET
    @Path("{name:.+}")
    @Produces(MediaType.WILDCARD)
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(value = byte[].class)
    public Response get(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            @PathParam("name") String name)
            throws IOException {
        Caller caller = Callers.of(security);
        ArtifactName path = new ArtifactName(name);
        ContentRow row = artifacts.get(caller, id, path).content();
        return Download.answer(catalogue, caller.tenant(), row, headers, lastPart(path));
    }

    @HEAD
    @Path("{name:.+}")
    @Produces(MediaType.WILDCARD)
    @Allow(Permission.REGISTRY_READ)
    public Response head(
            @Context SecurityContext security,
            @Context HttpHeaders headers,
            @PathParam("id") String id,
            @PathParam("name") String name) {
        ArtifactName path = new ArtifactName(name);
        return Download.head(artifacts.get(Callers.of(security), id, path).content(), headers, lastPart(path));
    }

    @PUT
    @Path("{name:.+}")
    @Allow(Permission.REGISTRY_WRITE)
    @APIResponseSchema(value = ArtifactJson.class, responseCode = "201")
    public Response put(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @PathParam("name") String name,
            @Nullable Attachment attachment) {
        if (attachment == null || attachment.digest() == null) {
            throw Problem.invalid("digest", null, "the digest of a stored object, such as sha256:9f86…");
        }
        Artifacts.Attached attached = artifacts.put(
                Callers.of(security), id, new ArtifactName(name), ContentDigest.parse(attachment.digest()));
        return Response.status(attached.created() ? 201 : 200)
                .entity(ArtifactJson.of(attached.artifact()))
                .build();
    }

    @DELETE
    @Path("{name:.+}")
    @Allow(Permission.REGISTRY_WRITE)
    public void remove(@Context SecurityContext security, @PathParam("id") String id, @PathParam("name") String name) {
        artifacts.remove(Callers.of(security), id, new ArtifactName(name));
    }

    private static String lastPart(ArtifactName name) {
        return name.text().substring(name.text().lastIndexOf('/') + 1);
    }
}
