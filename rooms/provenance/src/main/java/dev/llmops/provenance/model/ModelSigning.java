// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.trust.SigningKeys.Signer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Makes Model Signing v1.0 bundles with a key that is kept here. */
public final class ModelSigning {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private ModelSigning() {}

    /** A file by its digest: {@code sha256:…}, or the hexadecimal digits alone. */
    @Schema(name = "SignedFileDigest")
    public record FileDigest(
            @Nullable String name, @Nullable String digest) {
        String path(String field) {
            if (name == null || !ModelManifest.isSafe(name)) {
                throw Problem.invalid(field + "/name", name, "a relative path within the model");
            }
            return name;
        }

        Checksum checksum(String field) {
            int colon = digest == null ? -1 : digest.indexOf(':');
            return colon < 0 || digest == null
                    ? Checksum.SHA256
                    : Checksum.parse(field + "/digest", digest.substring(0, colon));
        }

        String hex(String field) {
            String hex = digest == null
                    ? ""
                    : digest.substring(digest.indexOf(':') + 1).toLowerCase(Locale.ROOT);
            if (!checksum(field).fits(hex)) {
                throw Problem.invalid(field + "/digest", digest, "a digest, such as sha256: and 64 hexadecimal digits");
            }
            return hex;
        }
    }

    /** What files there are, by the digests that somebody computed. */
    public static ModelFiles files(List<FileDigest> given) {
        if (given.size() > ModelManifest.MAX_RESOURCES) {
            throw Problem.invalid("files", given.size(), "at most " + ModelManifest.MAX_RESOURCES + " files");
        }
        ModelFiles files = new ModelFiles();
        for (int i = 0; i < given.size(); i++) {
            FileDigest file = given.get(i);
            String field = "/files/" + i;
            String resource = file.path(field);
            files.put(resource.replaceFirst(":[0-9]+:[0-9]+$", ""), resource, file.checksum(field), file.hex(field));
        }
        return files;
    }

    /** A bundle over files whose digests are all of one algorithm. */
    public static ObjectNode bundle(Signer signer, String name, List<FileDigest> given, List<String> ignored) {
        if (!signer.root().algorithm().isEcdsa()) {
            throw Problem.invalid(
                    "key", signer.root().algorithm().wireName(), "an ECDSA key; Model Signing v1.0 knows no other");
        }
        ModelManifest manifest = manifest(name, given, ignored);
        byte[] payload = Documents.write(manifest.statement());
        byte[] signature = signer.sign(DsseEnvelope.signedBytes(DsseEnvelope.IN_TOTO, payload));
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("mediaType", MEDIA_TYPE);
        ObjectNode material = bundle.putObject("verificationMaterial");
        String chain = signer.root().certificates();
        if (chain == null) {
            material.putObject("publicKey").put("hint", signer.root().keyId().substring("sha256:".length()));
        } else {
            ArrayNode certificates = material.putObject("x509CertificateChain").putArray("certificates");
            for (X509Certificate one : Certificates.readPem("certificates", chain)) {
                certificates.addObject().put("rawBytes", Base64.getEncoder().encodeToString(Certificates.der(one)));
            }
        }
        material.putArray("tlogEntries");
        bundle.set("dsseEnvelope", DsseEnvelope.write(DsseEnvelope.IN_TOTO, payload, signature, ""));
        return bundle;
    }

    private static ModelManifest manifest(String name, List<FileDigest> given, List<String> ignored) {
        if (given.isEmpty() || given.size() > ModelManifest.MAX_RESOURCES) {
            throw Problem.invalid("files", given.size(), "1 to " + ModelManifest.MAX_RESOURCES + " files");
        }
        Checksum checksum = given.getFirst().checksum("/files/0");
        List<ModelManifest.Resource> resources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "/files/" + i;
            FileDigest file = given.get(i);
            if (file.checksum(field) != checksum || checksum == Checksum.SHA3_256) {
                throw Problem.invalid(
                        field + "/digest", file.digest(), "one of sha256, blake2b and blake3, the same for all files");
            }
            if (!names.add(file.path(field))) {
                throw Problem.invalid(field + "/name", file.name(), "each file once");
            }
            resources.add(new ModelManifest.Resource(file.path(field), file.hex(field)));
        }
        resources.sort(Comparator.comparing(ModelManifest.Resource::name));
        return new ModelManifest(name, "", checksum, 0, resources, ignored);
    }
}
