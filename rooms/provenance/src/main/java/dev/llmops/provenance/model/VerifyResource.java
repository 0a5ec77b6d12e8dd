// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.StreamedBody;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.model.ModelSigning.FileDigest;
import dev.llmops.provenance.trust.SigningKeys;
import dev.llmops.provenance.trust.TrustRoots;
import dev.llmops.provenance.verdict.Verdict;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bundles over HTTP, made and judged; nothing is kept. */
@Singleton
@Path("/api/provenance/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class VerifyResource {
    private static final long MAX_BYTES = 16L << 20;
    private static final String BUNDLE = "model.sig";
    private static final int MAX_NAME = 255;

    private final ModelVerifier verifier;
    private final TrustRoots roots;
    private final SigningKeys keys;

    VerifyResource(ModelVerifier verifier, TrustRoots roots, SigningKeys keys) {
        this.verifier = verifier;
        this.roots = roots;
        this.keys = keys;
    }

    @POST
    @Path("/verify")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_READ)
    @BodyLimit(MAX_BYTES)
    public Verdict verify(Question question, @Context SecurityContext security) {
        JsonNode bundle = question.bundle();
        if (bundle == null || bundle.isNull()) {
            throw Problem.invalid("bundle", null, "a Model Signing bundle");
        }
        List<FileDigest> files = question.files();
        return verifier.verify(
                Documents.write(bundle),
                files == null ? null : ModelSigning.files(files),
                roots.store(Callers.of(security).tenant()));
    }

    /** The archive is read while it arrives; its files and the bundle in it may be of any size within its bounds. */
    @POST
    @Path("/verify/archive")
    @Consumes("application/zip")
    @Allow(Permission.REGISTRY_READ)
    @StreamedBody
    public Verdict verifyArchive(
            @QueryParam("bundle") @Nullable String bundle, InputStream archive, @Context SecurityContext security) {
        ModelArchive.Content content = ModelArchive.read(verifier, bundle == null ? BUNDLE : bundle, archive);
        return verifier.verify(
                content.bundle(),
                content.files(),
                roots.store(Callers.of(security).tenant()));
    }

    @POST
    @Path("/bundles")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @BodyLimit(MAX_BYTES)
    public JsonNode bundle(NewBundle asked, @Context SecurityContext security) {
        String name = asked.name();
        if (name == null || name.isBlank() || name.length() > MAX_NAME) {
            throw Problem.invalid("name", name, "the model's name, 1 to " + MAX_NAME + " characters");
        }
        return ModelSigning.bundle(
                keys.signer(Callers.of(security), asked.key()),
                name,
                asked.files() == null ? List.of() : asked.files(),
                asked.ignorePaths() == null ? List.of() : asked.ignorePaths());
    }

    @Schema(name = "BundleQuestion", requiredProperties = "bundle")
    record Question(@Nullable JsonNode bundle, @Nullable List<FileDigest> files) {}

    @Schema(
            name = "NewModelBundle",
            requiredProperties = {"key", "name", "files"})
    record NewBundle(
            @Nullable String key,
            @Nullable String name,
            @Nullable List<FileDigest> files,
            @Nullable List<String> ignorePaths) {}
}
