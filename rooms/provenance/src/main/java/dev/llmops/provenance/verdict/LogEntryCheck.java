// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.crypto.MerkleProof;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.trust.TrustStore.KeyRoot;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One entry of a transparency log (Rekor v1), checked without asking the log. */
final class LogEntryCheck {
    private static final String NAME = "transparency_log";
    private static final int HINT_BYTES = 4;

    private final TrustStore store;
    private final Findings findings;

    LogEntryCheck(TrustStore store, Findings findings) {
        this.store = store;
        this.findings = findings;
    }

    /** When the log took the entry, if the log is believed. */
    Optional<Instant> verify(JsonNode entry, SigstoreBundle bundle, byte[] signed) {
        try {
            byte[] body = Documents.base64("canonicalizedBody", entry.path("canonicalizedBody"));
            if (!isAbout(Documents.object("canonicalizedBody", body), bundle, signed)) {
                findings.invalid(NAME, "The entry of the transparency log is about another signature or content.");
                return Optional.empty();
            }
            boolean proven = included(entry.path("inclusionProof"), body);
            Optional<KeyRoot> log = log(entry);
            if (findings.isInvalid() || log.isEmpty()) {
                return Optional.empty();
            }
            boolean checkpoint = proven && signedCheckpoint(entry.path("inclusionProof"), log.get());
            return promised(entry, body, log.get(), checkpoint);
        } catch (Problem | DateTimeException e) {
            findings.invalid(NAME, "The entry of the transparency log cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isAbout(JsonNode body, SigstoreBundle bundle, byte[] signed) {
        JsonNode spec = body.path("spec");
        DsseEnvelope envelope = bundle.envelope();
        if (envelope == null) {
            String signature = spec.path("signature").path("content").asText("");
            return isHash(spec.path("data").path("hash"), signed)
                    && isBase64(signature, Objects.requireNonNull(bundle.message()));
        }
        JsonNode payloadHash = spec.has("payloadHash")
                ? spec.path("payloadHash")
                : spec.path("content").path("payloadHash");
        if (!isHash(payloadHash, envelope.payload())) {
            return false;
        }
        JsonNode signatures = spec.path("signatures");
        if (!body.path("kind").asText("").equals("dsse")) {
            return true;
        }
        for (JsonNode logged : signatures) {
            boolean known = envelope.signatures().stream()
                    .anyMatch(ours -> isBase64(logged.path("signature").asText(""), ours.bytes()));
            if (known && isVerifier(logged.path("verifier").asText(""), bundle)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the entry names the certificate that the bundle carries. */
    private static boolean isVerifier(String base64, SigstoreBundle bundle) {
        if (bundle.certificates().isEmpty()) {
            return true;
        }
        String ours = Certificates.pem(bundle.certificates().getFirst());
        try {
            return new String(Base64.getDecoder().decode(base64), UTF_8).strip().equals(ours.strip());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHash(JsonNode hash, byte[] content) {
        return hash.path("algorithm").asText("").equals("sha256")
                && hash.path("value").asText("").equals(Checksum.SHA256.hex(content));
    }

    private static boolean isBase64(String text, byte[] bytes) {
        return text.equals(Base64.getEncoder().encodeToString(bytes));
    }

    private boolean included(JsonNode proof, byte[] body) {
        if (!proof.isObject()) {
            findings.notChecked("inclusion_proof", "The entry brings no proof that it is in the log.");
            return false;
        }
        List<byte[]> hashes = new ArrayList<>();
        proof.path("hashes").forEach(hash -> hashes.add(Documents.base64("inclusionProof/hashes", hash)));
        byte[] root = Documents.base64("inclusionProof/rootHash", proof.path("rootHash"));
        boolean included = MerkleProof.includes(
                number(proof.path("logIndex")),
                number(proof.path("treeSize")),
                MerkleProof.leafHash(body),
                hashes,
                root);
        if (!included) {
            findings.invalid("inclusion_proof", "The Merkle proof does not lead from the entry to the log's root.");
            return false;
        }
        String[] lines = checkpointBody(proof).split("\n", -1);
        if (lines.length > 2
                && (!lines[1].equals(proof.path("treeSize").asText())
                        || !lines[2].equals(proof.path("rootHash").asText()))) {
            findings.invalid("inclusion_proof", "The log's checkpoint is about another tree than the Merkle proof.");
            return false;
        }
        findings.passed(
                "inclusion_proof",
                "The Merkle proof leads from the entry to the root of the tree of "
                        + proof.path("treeSize").asText() + " entries.");
        return true;
    }

    private static String checkpointBody(JsonNode proof) {
        String envelope = proof.path("checkpoint").path("envelope").asText("");
        int blank = envelope.indexOf("\n\n");
        return blank < 0 ? "" : envelope.substring(0, blank + 1);
    }

    private Optional<KeyRoot> log(JsonNode entry) {
        byte[] logId = Documents.base64("logId/keyId", entry.path("logId").path("keyId"));
        String keyId = "sha256:" + HexFormat.of().formatHex(logId);
        Optional<KeyRoot> log = store.keys(TrustRoot.Purpose.TRANSPARENCY_LOG).stream()
                .filter(key -> key.key().keyId().equals(keyId) && !key.root().isRevoked())
                .findFirst();
        if (log.isEmpty()) {
            findings.notChecked(
                    NAME,
                    "The log's promise and checkpoint were not checked: no key " + keyId
                            + " is registered for transparency_log.");
        }
        return log;
    }

    private boolean signedCheckpoint(JsonNode proof, KeyRoot log) {
        String envelope = proof.path("checkpoint").path("envelope").asText("");
        String text = checkpointBody(proof);
        if (text.isEmpty()) {
            return false;
        }
        for (String line : envelope.substring(text.length() + 1).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[0].equals("—") && isSigned(text, words[2], log)) {
                findings.passed("checkpoint", "The log '" + log.root().name() + "' signed the tree's root.");
                return true;
            }
        }
        findings.invalid("checkpoint", "The signature of the log's checkpoint does not verify.");
        return false;
    }

    private static boolean isSigned(String text, String base64, KeyRoot log) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            byte[] hint = Checksum.SHA256.of(log.key().key().getEncoded());
            return bytes.length > HINT_BYTES
                    && MessageDigest.isEqual(Arrays.copyOf(bytes, HINT_BYTES), Arrays.copyOf(hint, HINT_BYTES))
                    && log.key().verifies(text.getBytes(UTF_8), Arrays.copyOfRange(bytes, HINT_BYTES, bytes.length));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The signed entry timestamp is what says when; a checkpoint alone does not. */
    private Optional<Instant> promised(JsonNode entry, byte[] body, KeyRoot log, boolean checkpoint) {
        JsonNode promise = entry.path("inclusionPromise").path("signedEntryTimestamp");
        if (!promise.isTextual()) {
            findings.notChecked(
                    NAME,
                    "The log does not say when it took the entry" + (checkpoint ? ", only that it holds it." : "."));
            return Optional.empty();
        }
        long seconds = number(entry.path("integratedTime"));
        String text = "{\"body\":\"" + Base64.getEncoder().encodeToString(body) + "\",\"integratedTime\":" + seconds
                + ",\"logID\":\"" + log.key().keyId().substring("sha256:".length()) + "\",\"logIndex\":"
                + number(entry.path("logIndex")) + "}";
        if (!log.key().verifies(text.getBytes(UTF_8), Documents.base64("signedEntryTimestamp", promise))) {
            findings.invalid(NAME, "The log's signature over entry and time does not verify.");
            return Optional.empty();
        }
        Instant time = Instant.ofEpochSecond(seconds);
        if (!log.root().covers(time)) {
            findings.untrusted(NAME, "The log's key '" + log.root().name() + "' does not count at " + time + ".");
            return Optional.empty();
        }
        findings.passed(NAME, "The log '" + log.root().name() + "' took the entry at " + time + ".");
        return Optional.of(time);
    }

    private static long number(JsonNode text) {
        String digits = text.asText("");
        if (!digits.matches("[0-9]{1,18}")) {
            throw Problem.invalid("tlogEntries", digits, "a whole number");
        }
        return Long.parseLong(digits);
    }
}
