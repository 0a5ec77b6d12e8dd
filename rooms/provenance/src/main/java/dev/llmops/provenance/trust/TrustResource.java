// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Trust roots and signing keys over HTTP. */
@Singleton
@Path("/api/provenance/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class TrustResource {
    private final TrustRoots roots;
    private final SigningKeys keys;

    TrustResource(TrustRoots roots, SigningKeys keys) {
        this.roots = roots;
        this.keys = keys;
    }

    @POST
    @Path("/trust-roots")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = Body.class, responseCode = "201")
    public Response register(TrustRoots.Registration registration, @Context SecurityContext security) {
        return created(roots.register(Callers.of(security), registration));
    }

    @GET
    @Path("/trust-roots")
    @Allow(Permission.REGISTRY_READ)
    public Page<Body> list(
            @QueryParam("signing") @Nullable String signing, @Context UriInfo uri, @Context SecurityContext security) {
        PageRequest page = Lists.page(uri, "signing");
        return roots.list(Callers.of(security), "true".equals(signing), page).map(Body::of);
    }

    @GET
    @Path("/trust-roots/{id}")
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(Body.class)
    public Response get(@PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        TrustRoot root = roots.get(Callers.of(security), id);
        long revision = 1L + (root.isRevoked() ? 1 : 0) + (root.certificates() == null ? 0 : 2);
        return ETags.answer(headers, revision, Body.of(root));
    }

    @POST
    @Path("/trust-roots/{id}/revoke")
    @Allow(Permission.REGISTRY_ADMIN)
    public Body revoke(@PathParam("id") String id, Revocation revocation, @Context SecurityContext security) {
        return Body.of(roots.revoke(Callers.of(security), id, revocation.reason()));
    }

    @POST
    @Path("/keys")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = Body.class, responseCode = "201")
    public Response generate(NewKey asked, @Context SecurityContext security) {
        return created(keys.generate(Callers.of(security), asked.name(), asked.algorithm(), asked.purposes()));
    }

    @PUT
    @Path("/keys/{id}/certificates")
    @Allow(Permission.REGISTRY_ADMIN)
    public Body certify(@PathParam("id") String id, Chain chain, @Context SecurityContext security) {
        return Body.of(keys.certify(Callers.of(security), id, chain.certificates()));
    }

    private static Response created(TrustRoot root) {
        return Response.created(URI.create("/api/provenance/v1/trust-roots/" + root.id()))
                .entity(Body.of(root))
                .build();
    }

    @Schema(name = "TrustRootRevocation", requiredProperties = "reason")
    record Revocation(@Nullable String reason) {}

    @Schema(name = "NewSigningKey", requiredProperties = "name")
    record NewKey(
            @Nullable String name,
            @Nullable String algorithm,
            @Nullable List<String> purposes) {}

    @Schema(name = "CertificateChain", requiredProperties = "certificates")
    record Chain(@Nullable String certificates) {}

    /** The private key is no part of it. */
    @Schema(name = "TrustRoot")
    record Body(
            String id,
            String name,
            TrustRoot.Kind kind,
            List<TrustRoot.Purpose> purposes,
            String keyId,
            KeyAlgorithm algorithm,
            @Nullable String subject,
            String pem,
            @Nullable String certificates,
            boolean canSign,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            Instant createdAt,
            String createdBy,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy,
            @Nullable String revocationReason) {
        static Body of(TrustRoot root) {
            return new Body(
                    root.id(),
                    root.name(),
                    root.kind(),
                    root.purposes().stream().sorted().toList(),
                    root.keyId(),
                    root.algorithm(),
                    root.subject(),
                    root.pem(),
                    root.certificates(),
                    root.canSign(),
                    root.validFrom(),
                    root.validTo(),
                    root.createdAt(),
                    root.createdBy(),
                    root.revokedAt(),
                    root.revokedBy(),
                    root.revocationReason());
        }
    }
}
