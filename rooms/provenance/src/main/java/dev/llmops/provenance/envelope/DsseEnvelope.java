// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Certificates;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A DSSE v1 envelope: a payload, its type, and signatures over both. */
@SuppressWarnings("ArrayRecordComponent") // envelopes are read and verified, never compared
public record DsseEnvelope(String payloadType, byte[] payload, List<Sig> signatures) {
    public static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final int MAX_SIGNATURES = 16;

    public DsseEnvelope {
        signatures = List.copyOf(signatures);
    }

    /**
     * One signature.
     *
     * @param keyId a hint, not authenticated; empty when there is none
     * @param certificates the chain that some builders put beside it
     */
    public record Sig(byte[] bytes, String keyId, List<X509Certificate> certificates) {
        public Sig {
            certificates = List.copyOf(certificates);
        }
    }

    public static DsseEnvelope read(String field, JsonNode json) {
        String type = Documents.text(field + "/payloadType", json.path("payloadType"));
        byte[] payload = Documents.base64(field + "/payload", json.path("payload"));
        JsonNode given = json.path("signatures");
        if (!given.isArray() || given.isEmpty() || given.size() > MAX_SIGNATURES) {
            throw Problem.invalid(field + "/signatures", null, "1 to " + MAX_SIGNATURES + " signatures");
        }
        List<Sig> signatures = new ArrayList<>();
        for (JsonNode one : given) {
            String place = field + "/signatures/" + signatures.size();
            JsonNode certificate = one.path("cert");
            signatures.add(new Sig(
                    Documents.base64(place + "/sig", one.path("sig")),
                    one.path("keyid").asText(""),
                    certificate.isTextual()
                            ? Certificates.readPem(place + "/cert", certificate.textValue())
                            : List.of()));
        }
        return new DsseEnvelope(type, payload, signatures);
    }

    /** What is signed: the pre-authentication encoding of type and payload. */
    public byte[] signedBytes() {
        return signedBytes(payloadType, payload);
    }

    public static byte[] signedBytes(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 64);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(UTF_8));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(UTF_8));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** An envelope with one signature, for what is signed here. */
    public static ObjectNode write(String payloadType, byte[] payload, byte[] signature, String keyId) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("payload", Base64.getEncoder().encodeToString(payload));
        envelope.put("payloadType", payloadType);
        envelope.putArray("signatures")
                .addObject()
                .put("sig", Base64.getEncoder().encodeToString(signature))
                .put("keyid", keyId);
        return envelope;
    }
}
