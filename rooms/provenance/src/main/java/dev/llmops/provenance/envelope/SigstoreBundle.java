// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Certificates;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sigstore bundle, v0.1 to v0.3: a signature with all that is needed to verify it.
 *
 * @param envelope what is signed, or null for a signature over bytes that are elsewhere
 * @param message the signature over those, or null
 * @param keyHint which key signed; empty when there is a certificate or no hint
 * @param certificates the signer's own first; empty for a key
 * @param logEntries entries of transparency logs, as they were sent
 */
@SuppressWarnings("ArrayRecordComponent") // bundles are read and verified, never compared
public record SigstoreBundle(
        @Nullable DsseEnvelope envelope,
        byte @Nullable [] message,
        String keyHint,
        List<X509Certificate> certificates,
        List<JsonNode> logEntries,
        List<byte[]> timestamps) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
    private static final int MAX_ENTRIES = 8;

    public SigstoreBundle {
        certificates = List.copyOf(certificates);
        logEntries = List.copyOf(logEntries);
        timestamps = List.copyOf(timestamps);
    }

    /** An envelope that came without a bundle. */
    public static SigstoreBundle bare(DsseEnvelope envelope) {
        DsseEnvelope.Sig first = envelope.signatures().getFirst();
        return new SigstoreBundle(envelope, null, first.keyId(), first.certificates(), List.of(), List.of());
    }

    /** A bundle, or an envelope by itself. */
    public static SigstoreBundle read(JsonNode json) {
        if (!json.has("mediaType") && json.has("payloadType")) {
            return bare(DsseEnvelope.read("", json));
        }
        String mediaType = Documents.text("mediaType", json.path("mediaType"));
        if (!mediaType.startsWith(MEDIA_TYPE)) {
            throw Problem.invalid("mediaType", mediaType, MEDIA_TYPE + ".v0.3+json");
        }
        JsonNode material = json.path("verificationMaterial");
        if (!material.isObject()) {
            throw Problem.invalid("verificationMaterial", null, "a public key hint, a certificate or a chain");
        }
        boolean enveloped = json.path("dsseEnvelope").isObject();
        JsonNode message = json.path("messageSignature");
        if (enveloped == message.isObject()) {
            throw Problem.invalid("dsseEnvelope", null, "either dsseEnvelope or messageSignature");
        }
        return new SigstoreBundle(
                enveloped ? DsseEnvelope.read("dsseEnvelope", json.path("dsseEnvelope")) : null,
                enveloped ? null : Documents.base64("messageSignature/signature", message.path("signature")),
                material.path("publicKey").path("hint").asText(""),
                certificates(material),
                entries(material.path("tlogEntries")),
                timestamps(material.path("timestampVerificationData").path("rfc3161Timestamps")));
    }

    private static List<X509Certificate> certificates(JsonNode material) {
        List<X509Certificate> certificates = new ArrayList<>();
        JsonNode chain = material.path("x509CertificateChain").path("certificates");
        if (chain.size() > Certificates.MAX_CHAIN) {
            throw Problem.invalid(
                    "verificationMaterial/x509CertificateChain", chain.size(), "at most " + Certificates.MAX_CHAIN);
        }
        for (JsonNode one : chain) {
            certificates.add(certificate("verificationMaterial/x509CertificateChain", one));
        }
        JsonNode single = material.path("certificate");
        if (single.isObject()) {
            certificates.add(certificate("verificationMaterial/certificate", single));
        }
        if (certificates.isEmpty() && !material.path("publicKey").isObject()) {
            throw Problem.invalid("verificationMaterial", null, "a public key hint, a certificate or a chain");
        }
        return certificates;
    }

    private static X509Certificate certificate(String field, JsonNode json) {
        return Certificates.readDer(field, Documents.base64(field + "/rawBytes", json.path("rawBytes")));
    }

    private static List<JsonNode> entries(JsonNode given) {
        if (given.size() > MAX_ENTRIES) {
            throw Problem.invalid("verificationMaterial/tlogEntries", given.size(), "at most " + MAX_ENTRIES);
        }
        List<JsonNode> entries = new ArrayList<>();
        given.forEach(entries::add);
        return entries;
    }

    private static List<byte[]> timestamps(JsonNode given) {
        String field = "verificationMaterial/timestampVerificationData";
        if (given.size() > MAX_ENTRIES) {
            throw Problem.invalid(field, given.size(), "at most " + MAX_ENTRIES);
        }
        List<byte[]> timestamps = new ArrayList<>();
        given.forEach(one -> timestamps.add(Documents.base64(field, one.path("signedTimestamp"))));
        return timestamps;
    }
}
