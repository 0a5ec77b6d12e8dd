// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.Registry.CanonicalAsset;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.InTotoStatement;
import dev.llmops.provenance.model.ModelSigning;
import dev.llmops.provenance.model.ModelSigning.FileDigest;
import dev.llmops.provenance.trust.SigningKeys;
import dev.llmops.provenance.trust.SigningKeys.Signer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs versions with keys that are kept here. */
@Singleton
final class AssetSigning {
    static final String PREDICATE_TYPE = "https://llmops.dev/attestation/asset/v1";
    private static final String ASSET_FILE = "llmops-asset.json";

    private final AssetDocuments documents;
    private final SigningKeys keys;

    AssetSigning(AssetDocuments documents, SigningKeys keys) {
        this.documents = documents;
        this.keys = keys;
    }

    /**
     * Signs and keeps the signature.
     *
     * @param files what else a bundle is to cover
     */
    AssetDocuments.Judged sign(
            Caller caller, String assetId, @Nullable String key, @Nullable String format, List<FileDigest> files) {
        CanonicalAsset version = documents.version(caller, assetId);
        Signer signer = keys.signer(caller, key);
        SentDocument signed =
                switch (format == null ? "detached" : format) {
                    case "detached" -> detached(version, signer);
                    case "dsse" -> statement(version.asset(), signer);
                    case "bundle" -> bundle(version.asset(), signer, files);
                    default -> throw Problem.invalid("format", format, "detached, dsse or bundle");
                };
        return documents.addSignature(caller, assetId, signed);
    }

    private static SentDocument detached(CanonicalAsset version, Signer signer) {
        byte[] signature = signer.sign(version.text().getBytes(UTF_8));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("signature", Base64.getEncoder().encodeToString(signature));
        json.put("key_id", signer.root().keyId());
        json.put("algorithm", signer.root().algorithm().wireName());
        return SentDocument.of(SentDocument.Format.DETACHED, json);
    }

    private static SentDocument statement(Asset asset, Signer signer) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", InTotoStatement.V1);
        statement
                .putArray("subject")
                .addObject()
                .put("name", asset.kind().wireName() + "/" + asset.ref())
                .putObject("digest")
                .put("sha256", hex(asset));
        statement.put("predicateType", PREDICATE_TYPE);
        statement
                .putObject("predicate")
                .put("kind", asset.kind().wireName())
                .put("name", asset.name())
                .put("version", asset.version());
        byte[] payload = Documents.write(statement);
        byte[] signature = signer.sign(DsseEnvelope.signedBytes(DsseEnvelope.IN_TOTO, payload));
        ObjectNode envelope = DsseEnvelope.write(
                DsseEnvelope.IN_TOTO, payload, signature, signer.root().keyId());
        return SentDocument.of(SentDocument.Format.DSSE, envelope);
    }

    /** The version is one of the files: its canonical text. */
    private static SentDocument bundle(Asset asset, Signer signer, List<FileDigest> files) {
        List<FileDigest> all = new ArrayList<>(files);
        all.add(new FileDigest(ASSET_FILE, asset.digest()));
        return SentDocument.of(
                SentDocument.Format.BUNDLE,
                ModelSigning.bundle(signer, asset.ref().toString(), all, List.of()));
    }

    private static String hex(Asset asset) {
        return asset.digest().substring("sha256:".length());
    }
}
