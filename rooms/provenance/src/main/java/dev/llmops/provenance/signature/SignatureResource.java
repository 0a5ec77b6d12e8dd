// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import dev.llmops.provenance.model.ModelSigning.FileDigest;
import dev.llmops.provenance.verdict.Verdict;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Signatures and attestations over HTTP. A version has at most fifty of each, so that the lists are whole. */
@Singleton
@Path("/api/provenance/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class SignatureResource {
    private static final long MAX_BYTES = 16L << 20;

    private final AssetDocuments documents;
    private final AssetSigning signing;

    SignatureResource(AssetDocuments documents, AssetSigning signing) {
        this.documents = documents;
        this.signing = signing;
    }

    @POST
    @Path("/assets/{id}/signatures")
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(MAX_BYTES)
    @APIResponseSchema(value = Signature.class, responseCode = "201")
    public Response addSignature(@PathParam("id") String id, byte[] body, @Context SecurityContext security) {
        Caller caller = Callers.of(security);
        return created(id, "signatures", Signature.of(documents.addSignature(caller, id, SentDocument.read(body))));
    }

    @GET
    @Path("/assets/{id}/signatures")
    @Allow(Permission.REGISTRY_READ)
    public Page<Signature> signatures(@PathParam("id") String id, @Context SecurityContext security) {
        return new Page<>(
                documents.signatures(Callers.of(security), id).stream()
                        .map(Signature::of)
                        .toList(),
                null);
    }

    @POST
    @Path("/assets/{id}/sign")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @APIResponseSchema(value = Signature.class, responseCode = "201")
    public Response sign(@PathParam("id") String id, Order order, @Context SecurityContext security) {
        List<FileDigest> files = order.files() == null ? List.of() : order.files();
        var judged = signing.sign(Callers.of(security), id, order.key(), order.format(), files);
        return created(id, "signatures", Signature.of(judged));
    }

    @POST
    @Path("/assets/{id}/attestations")
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(MAX_BYTES)
    @APIResponseSchema(value = Attestation.class, responseCode = "201")
    public Response addAttestation(@PathParam("id") String id, byte[] body, @Context SecurityContext security) {
        Caller caller = Callers.of(security);
        return created(
                id, "attestations", Attestation.of(documents.addAttestation(caller, id, SentDocument.read(body))));
    }

    @GET
    @Path("/assets/{id}/attestations")
    @Allow(Permission.REGISTRY_READ)
    public Page<Attestation> attestations(@PathParam("id") String id, @Context SecurityContext security) {
        return new Page<>(
                documents.attestations(Callers.of(security), id).stream()
                        .map(Attestation::of)
                        .toList(),
                null);
    }

    private static Response created(String id, String list, Object body) {
        return Response.created(URI.create("/api/provenance/v1/assets/" + id + "/" + list))
                .entity(body)
                .build();
    }

    @Schema(name = "SigningOrder", requiredProperties = "key")
    record Order(
            @Nullable String key,
            @Nullable String format,
            @Nullable List<FileDigest> files) {}

    @Schema(name = "AssetSignature")
    record Signature(
            String id,
            String assetId,
            SentDocument.Format format,
            Verdict verdict,
            @Nullable String predicateType,
            JsonNode document,
            Instant createdAt,
            String createdBy) {
        static Signature of(AssetDocuments.Judged judged) {
            var kept = judged.document();
            return new Signature(
                    kept.id(),
                    kept.assetId(),
                    kept.sent().format(),
                    judged.verdict(),
                    judged.predicateType(),
                    kept.sent().json(),
                    kept.createdAt(),
                    kept.createdBy());
        }
    }

    @Schema(name = "AssetAttestation")
    record Attestation(
            String id,
            String assetId,
            @Nullable String predicateType,
            Verdict verdict,
            @Nullable Slsa slsa,
            JsonNode document,
            Instant createdAt,
            String createdBy) {
        static Attestation of(AssetDocuments.Judged judged) {
            var kept = judged.document();
            return new Attestation(
                    kept.id(),
                    kept.assetId(),
                    judged.predicateType(),
                    judged.verdict(),
                    judged.slsa(),
                    kept.sent().json(),
                    kept.createdAt(),
                    kept.createdBy());
        }
    }
}
