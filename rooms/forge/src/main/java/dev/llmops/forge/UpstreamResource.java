// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Probe;
import dev.llmops.contracts.forge.Upstreams.Registration;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import dev.llmops.platform.web.ViolationBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/forge/v1/upstreams")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class UpstreamResource {
    private static final int MAX_MODEL_CHARS = 256;

    private final UpstreamCatalogue upstreams;

    UpstreamResource(UpstreamCatalogue upstreams) {
        this.upstreams = upstreams;
    }

    @GET
    @Allow(Permission.UPSTREAMS_READ)
    public Page<Body> list(@Context UriInfo uri, @Context SecurityContext security) {
        return upstreams.list(Callers.of(security).tenant(), Lists.page(uri)).map(Body::of);
    }

    @GET
    @Path("/{id}")
    @Allow(Permission.UPSTREAMS_READ)
    @APIResponseSchema(Body.class)
    public Response get(@PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        Upstream upstream = upstreams.get(Callers.of(security).tenant(), id);
        return ETags.answer(headers, upstream.revision(), Body.of(upstream));
    }

    @POST
    @Allow(Permission.UPSTREAMS_WRITE)
    @APIResponseSchema(value = Body.class, responseCode = "201")
    public Response create(@Nullable NewUpstream asked, @Context SecurityContext security) {
        Upstream upstream =
                upstreams.create(Callers.of(security), present(asked).registration());
        return Response.created(URI.create("/api/forge/v1/upstreams/" + upstream.id()))
                .header(HttpHeaders.ETAG, ETags.of(upstream.revision()))
                .entity(Body.of(upstream))
                .build();
    }

    @PATCH
    @Path("/{id}")
    @Allow(Permission.UPSTREAMS_WRITE)
    @APIResponseSchema(Body.class)
    public Response change(
            @PathParam("id") String id,
            @Nullable UpstreamPatch patch,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        Upstream changed = upstreams.change(
                Callers.of(security), id, present(patch), revision -> ETags.require(ifMatch, revision));
        return Response.ok(Body.of(changed))
                .header(HttpHeaders.ETAG, ETags.of(changed.revision()))
                .build();
    }

    @DELETE
    @Path("/{id}")
    @Allow(Permission.UPSTREAMS_WRITE)
    public void delete(@PathParam("id") String id, @Context SecurityContext security) {
        upstreams.delete(Callers.of(security), id);
    }

    @POST
    @Path("/{id}/probe")
    @Allow(Permission.UPSTREAMS_WRITE)
    public ProbeBody probe(
            @PathParam("id") String id, @Nullable ProbeRequest asked, @Context SecurityContext security) {
        String model = present(asked).model();
        if (model == null || model.isBlank() || model.length() > MAX_MODEL_CHARS) {
            throw Problem.invalid(
                    "model", model, "the upstream's name of a model, at most " + MAX_MODEL_CHARS + " characters");
        }
        return ProbeBody.of(upstreams.probe(Callers.of(security), id, model));
    }

    private static <T> T present(@Nullable T body) {
        if (body == null) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The body is empty (expected: a JSON object)");
        }
        return body;
    }

    @Schema(requiredProperties = {"name", "kind"})
    record NewUpstream(
            @Nullable String name,

            @Schema(implementation = UpstreamKind.class) @Nullable
            String kind,

            @Nullable String baseUrl,
            @Nullable String credential,
            @Nullable Long timeoutMs,
            @Nullable Long latencyMs,
            @Nullable Long tokenDelayMs) {
        Registration registration() {
            if (kind == null) {
                throw Problem.invalid("kind", null, UpstreamKind.expected());
            }
            return new Registration(
                    name == null ? "" : name,
                    UpstreamKind.parse(kind),
                    baseUrl,
                    credential,
                    timeoutMs,
                    latencyMs,
                    tokenDelayMs);
        }

        @Override
        public String toString() {
            return "NewUpstream[" + name + ", " + kind + ", " + baseUrl + "]";
        }
    }

    @Schema(requiredProperties = "model")
    record ProbeRequest(@Nullable String model) {}

    @Schema(name = "ProbeAnswer")
    record ProbeBody(boolean passed, @Nullable Long latencyMs, List<ViolationBody> findings) {
        static ProbeBody of(Probe probe) {
            return new ProbeBody(
                    probe.passed(),
                    probe.latency() == null ? null : probe.latency().toMillis(),
                    probe.findings().stream().map(ViolationBody::of).toList());
        }
    }

    @Schema(name = "Upstream")
    record Body(
            String id,
            String name,
            UpstreamKind kind,
            @Nullable String baseUrl,
            boolean hasCredential,
            long timeoutMs,
            long latencyMs,
            long tokenDelayMs,
            long revision,
            Instant createdAt,
            Instant updatedAt) {
        static Body of(Upstream upstream) {
            return new Body(
                    upstream.id(),
                    upstream.name(),
                    upstream.kind(),
                    upstream.baseUrl(),
                    upstream.sealedCredential() != null,
                    upstream.timeoutMillis(),
                    upstream.latencyMillis(),
                    upstream.tokenDelayMillis(),
                    upstream.revision(),
                    upstream.createdAt(),
                    upstream.updatedAt());
        }
    }
}
