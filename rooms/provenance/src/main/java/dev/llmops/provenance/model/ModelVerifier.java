// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.BundleVerifier;
import dev.llmops.provenance.verdict.Findings;
import dev.llmops.provenance.verdict.Verdict;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges Model Signing bundles, by the specification's schemas and by what they cannot say. */
@Singleton
public final class ModelVerifier {
    private static final String STRUCTURE = "structure";

    /** Loaded when they are first needed. */
    private static final class Loaded {
        static final ModelSchemas SCHEMAS = new ModelSchemas();
    }

    /**
     * Judges a bundle.
     *
     * @param files what there is of the model; null when only the signature is to be judged
     */
    public Verdict verify(byte[] bundle, @Nullable ModelFiles files, TrustStore store) {
        Findings findings = new Findings();
        try {
            JsonNode json = Documents.object("bundle", bundle);
            structure(json, findings).ifPresent(manifest -> {
                new BundleVerifier(store, TrustRoot.Purpose.SIGNATURE, findings)
                        .verify(SigstoreBundle.read(json), new byte[0]);
                findings.covers("the model '" + manifest.name() + "': "
                        + manifest.resources().size() + " files, root digest sha256:" + manifest.rootDigest());
                if (files == null) {
                    findings.notChecked("files", "No files were given to hold against the signed digests.");
                } else {
                    files.compare(manifest, findings);
                }
            });
        } catch (Problem malformed) {
            findings.invalid(STRUCTURE, malformed.detail());
        }
        return findings.verdict();
    }

    /** The manifest of a bundle that is what it should be; else the findings say why not. */
    public Optional<ModelManifest> structure(JsonNode json, Findings findings) {
        List<String> faults = Loaded.SCHEMAS.bundleFaults(json);
        if (faults.isEmpty()
                && isKeyless(json)
                && json.at("/verificationMaterial/tlogEntries").isEmpty()) {
            faults = List.of("a keyless bundle has at least one transparency log entry");
        }
        if (faults.isEmpty()) {
            DsseEnvelope envelope =
                    Objects.requireNonNull(SigstoreBundle.read(json).envelope());
            JsonNode statement = Documents.object("payload", envelope.payload());
            faults = Loaded.SCHEMAS.statementFaults(statement);
            if (faults.isEmpty()) {
                return Optional.of(checked(ModelManifest.read(statement), findings));
            }
        }
        faults.forEach(fault -> findings.invalid(STRUCTURE, "Not a Model Signing v1.0 bundle: " + fault));
        return Optional.empty();
    }

    private static boolean isKeyless(JsonNode json) {
        return json.path("verificationMaterial").has("certificate");
    }

    private static ModelManifest checked(ModelManifest manifest, Findings findings) {
        if (manifest.computedRoot().equals(manifest.rootDigest())) {
            findings.passed(
                    STRUCTURE, "The bundle is as Model Signing v1.0 has it, its root digest that of its files.");
        } else {
            findings.invalid(STRUCTURE, "The model's root digest is not that of the listed files' digests.");
        }
        return manifest;
    }
}
