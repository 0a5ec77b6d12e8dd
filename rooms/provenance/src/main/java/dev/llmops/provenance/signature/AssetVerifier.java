// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.Registry.CanonicalAsset;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.InTotoStatement;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.model.ModelManifest;
import dev.llmops.provenance.model.ModelVerifier;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.BundleVerifier;
import dev.llmops.provenance.verdict.Findings;
import dev.llmops.provenance.verdict.Verdict;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges what was sent for a version: who signed, and whether it is this version that they signed. */
@Singleton
public final class AssetVerifier {
    private static final String COVERS = "covers";
    private static final String STRUCTURE = "structure";
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

    private final ModelVerifier models;

    public AssetVerifier(ModelVerifier models) {
        this.models = models;
    }

    /** Never refuses: what cannot be read is invalid. */
    public Verdict verify(SentDocument sent, CanonicalAsset version, TrustRoot.Purpose purpose, TrustStore store) {
        Findings findings = new Findings();
        BundleVerifier verifier = new BundleVerifier(store, purpose, findings);
        try {
            byte[] canonical = version.text().getBytes(UTF_8);
            if (sent.format() == SentDocument.Format.DETACHED) {
                detached(sent.json(), canonical, verifier, store, findings);
                coversText(version.asset(), findings);
                return findings.verdict();
            }
            SigstoreBundle bundle = SigstoreBundle.read(sent.json());
            verifier.verify(bundle, canonical);
            DsseEnvelope envelope = bundle.envelope();
            if (envelope == null) {
                coversText(version.asset(), findings);
            } else {
                coversStatement(sent.json(), InTotoStatement.read(envelope), version.asset(), findings);
            }
        } catch (Problem malformed) {
            findings.invalid(STRUCTURE, malformed.detail());
        }
        return findings.verdict();
    }

    private static void detached(
            JsonNode json, byte[] canonical, BundleVerifier verifier, TrustStore store, Findings findings) {
        byte[] signature = Documents.base64("signature", json.path("signature"));
        String keyId = json.path("key_id").asText("");
        Optional<KeyAlgorithm> known = store.meant(keyId).map(key -> key.key().algorithm());
        if (json.hasNonNull("algorithm")) {
            KeyAlgorithm said =
                    KeyAlgorithm.parse("algorithm", json.path("algorithm").asText());
            if (known.isPresent() && known.get() != said) {
                findings.invalid(
                        "algorithm",
                        "The signature is said to be of " + said.wireName() + ", but the key is one of "
                                + known.get().wireName() + ".");
                return;
            }
        }
        verifier.verifyByKey(keyId, canonical, List.of(signature));
    }

    private static void coversText(Asset asset, Findings findings) {
        findings.covers("the canonical text of " + asset.kind().wireName() + " " + asset.ref() + ", " + asset.digest());
    }

    private void coversStatement(JsonNode json, InTotoStatement statement, Asset asset, Findings findings) {
        Set<String> named = new HashSet<>();
        statement.subjects().forEach(subject -> named.addAll(subject.digests().values()));
        if (statement.predicateType().equals(ModelManifest.PREDICATE_TYPE) && json.has("mediaType")) {
            models.structure(json, findings)
                    .ifPresent(manifest -> manifest.resources().forEach(file -> named.add(file.digest())));
        }
        Set<String> contents = contents(asset);
        if (named.contains(own(asset))) {
            findings.passed(COVERS, "It names the version's own digest, " + asset.digest() + ".");
            coversText(asset, findings);
        } else if (!contents.isEmpty() && named.containsAll(contents)) {
            findings.passed(COVERS, "It names every content of the version, " + contents.size() + " in all.");
            findings.covers("the contents of " + asset.kind().wireName() + " " + asset.ref() + ", " + contents);
        } else {
            findings.invalid(
                    COVERS,
                    "It is about something else: it names neither the version's digest " + asset.digest()
                            + " nor all its contents.");
        }
    }

    private static String own(Asset asset) {
        return asset.digest().substring("sha256:".length());
    }

    /** SHA-256 digests that the version's spec names. */
    static Set<String> contents(Asset asset) {
        Set<String> digests = new HashSet<>();
        Matcher matcher = DIGEST.matcher(asset.spec());
        while (matcher.find()) {
            digests.add(matcher.group(1));
        }
        return digests;
    }

    /** The version's own digest and its contents'. */
    static Set<String> digests(Asset asset) {
        Set<String> digests = new HashSet<>(contents(asset));
        digests.add(own(asset));
        return digests;
    }
}
