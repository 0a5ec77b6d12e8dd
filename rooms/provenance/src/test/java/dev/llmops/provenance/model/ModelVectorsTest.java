// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Vectors;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.TestRoots;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustRoot.Purpose;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.Verdict;
import dev.llmops.provenance.verdict.Verdict.State;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Model Signing specification's vectors: each gets the verdict that its folder names. */
class ModelVectorsTest {
    private static final String FOLDER = "signatures/oms/test-vectors/v1.0/";

    private final ModelVerifier verifier = new ModelVerifier();

    private static byte[] vector(String name) {
        return Vectors.bytes(FOLDER + name);
    }

    private static TrustRoot intermediate() {
        List<X509Certificate> chain = SigstoreBundle.read(
                        Documents.object("bundle", vector("valid/certificate.bundle.json")))
                .certificates();
        return TestRoots.authority("intermediate", Certificates.pem(chain.get(1)), Purpose.SIGNATURE);
    }

    private static TrustStore everybody() {
        return TestRoots.store(
                TestRoots.key("vectors", TestRoots.VECTOR_KEY, Purpose.SIGNATURE),
                intermediate(),
                TestRoots.authority("fulcio", TestRoots.FULCIO, Purpose.SIGNATURE),
                TestRoots.key("rekor", TestRoots.REKOR, Purpose.TRANSPARENCY_LOG),
                TestRoots.authority("timestamps", TestRoots.TIMESTAMPS, Purpose.TIMESTAMP));
    }

    @Test
    void everyVectorGetsTheVerdictOfItsFolder() {
        List<Path> files = Vectors.files(FOLDER, ".bundle.json");
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            String name = Vectors.path(FOLDER).relativize(file).toString();
            String expected = name.startsWith("valid/") ? "valid" : "invalid";
            Verdict verdict = verifier.verify(vector(name), null, everybody());
            boolean reasoned = verdict.reasons().isEmpty() == expected.equals("valid");
            if (!verdict.state().wireName().equals(expected) || !reasoned) {
                wrong.add(name + ": " + verdict);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(files).hasSize(8);
    }

    @Test
    void withoutTrustRootsNothingValidIsCalledSo() {
        TrustStore nobody = TestRoots.store();

        assertThat(verifier.verify(vector("valid/key.bundle.json"), null, nobody)
                        .state())
                .isEqualTo(State.UNVERIFIED);
        assertThat(verifier.verify(vector("valid/certificate.bundle.json"), null, nobody)
                        .state())
                .isEqualTo(State.UNTRUSTED);
        Verdict keyless = verifier.verify(vector("valid/sigstore.bundle.json"), null, nobody);
        assertThat(keyless.state()).isEqualTo(State.UNTRUSTED);
        assertThat(keyless.signers()).containsExactly("stefanb@us.ibm.com");
        assertThat(keyless.checks())
                .filteredOn(check -> check.result() == Verdict.Result.PASSED)
                .extracting(Verdict.Check::name)
                .contains("structure", "signature", "inclusion_proof");
        assertThat(keyless.checks())
                .filteredOn(check -> check.result() == Verdict.Result.NOT_CHECKED)
                .extracting(Verdict.Check::name)
                .contains("transparency_log", "timestamp", "files");
    }

    @Test
    void aKeylessBundleIsValidByWhatTheLogAndTheAuthoritySay() {
        Verdict verdict = verifier.verify(vector("valid/sigstore.bundle.json"), null, everybody());

        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.trustRoot()).isEqualTo("fulcio");
        assertThat(verdict.signedAt()).isEqualTo(Instant.ofEpochSecond(1_760_062_340L));
        assertThat(verdict.checks())
                .filteredOn(check -> check.result() == Verdict.Result.PASSED)
                .extracting(Verdict.Check::name)
                .contains("transparency_log", "checkpoint", "inclusion_proof", "timestamp", "certificate_time");
    }

    @Test
    void eachTamperingIsInvalid() {
        List<String> pointers = List.of(
                "/dsseEnvelope/payload",
                "/dsseEnvelope/signatures/0/sig",
                "/verificationMaterial/tlogEntries/0/canonicalizedBody",
                "/verificationMaterial/tlogEntries/0/inclusionProof/rootHash",
                "/verificationMaterial/tlogEntries/0/inclusionProof/hashes/0",
                "/verificationMaterial/tlogEntries/0/inclusionPromise/signedEntryTimestamp",
                "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp");
        for (String pointer : pointers) {
            Verdict verdict = verifier.verify(tampered("valid/sigstore.bundle.json", pointer), null, everybody());
            assertThat(verdict.state()).as(pointer + " " + verdict).isEqualTo(State.INVALID);
        }
        for (String name : List.of("valid/key.bundle.json", "valid/certificate.bundle.json")) {
            for (String pointer : pointers.subList(0, 2)) {
                Verdict verdict = verifier.verify(tampered(name, pointer), null, everybody());
                assertThat(verdict.state()).as(name + pointer + " " + verdict).isEqualTo(State.INVALID);
            }
        }
    }

    /** One character in the middle of a base 64 text becomes another. */
    private static byte[] tampered(String name, String pointer) {
        JsonNode json = Documents.object("bundle", vector(name));
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = json.at(pointer.substring(0, slash));
        String member = pointer.substring(slash + 1);
        String text = json.at(pointer).textValue();
        int middle = text.length() / 2;
        String changed =
                text.substring(0, middle) + (text.charAt(middle) == 'A' ? 'B' : 'A') + text.substring(middle + 1);
        if (parent instanceof ObjectNode object) {
            object.put(member, changed);
        } else {
            ((com.fasterxml.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(member), changed);
        }
        return Documents.write(json);
    }

    @Test
    void aCertificateThatCannotBeShownToHaveSignedInItsTimeIsNotTrusted() {
        TrustStore noTime = TestRoots.store(TestRoots.authority("fulcio", TestRoots.FULCIO, Purpose.SIGNATURE));

        Verdict verdict = verifier.verify(vector("valid/sigstore.bundle.json"), null, noTime);

        assertThat(verdict.state()).isEqualTo(State.UNTRUSTED);
        assertThat(verdict.reasons()).anyMatch(reason -> reason.contains("within that time"));
    }

    @Test
    void hostileBytesEndInAVerdict() {
        List<String> bodies = List.of(
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"mediaType\":1}",
                "{\"a\":1,\"a\":2}",
                "[".repeat(100_000),
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial\":{\"publicKey\":"
                        + "{\"hint\":\"x\"},\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":\"%%%\",\"payloadType\":"
                        + "\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\"AA\"}]}}");
        for (String body : bodies) {
            Verdict verdict = verifier.verify(body.getBytes(UTF_8), null, everybody());
            assertThat(verdict.state())
                    .as(body.substring(0, Math.min(40, body.length())))
                    .isEqualTo(State.INVALID);
            assertThat(verdict.reasons()).isNotEmpty();
        }
        assertThat(verifier.verify(new byte[Documents.MAX_BYTES + 1], null, everybody())
                        .state())
                .isEqualTo(State.INVALID);
        assertThat(verifier.verify(new byte[] {(byte) 0xFF, (byte) 0xFE}, null, everybody())
                        .state())
                .isEqualTo(State.INVALID);
    }

    @Test
    void filesAreHeldAgainstTheSignedDigests() {
        String one = "bc9a717db6064a32cbe9eae6fc40651dd6d36ef1757183f590eff2b1765d7ebc";
        String two = "32dcb1f8e1ae52d5963e56a6ba06ab58b424c15ed2a6b70d2feca1d089370028";

        assertThat(judged("signme-1", "sha256:" + one, "signme-2", two).holds()).isTrue();
        assertThat(judged("signme-1", one, "signme-2", two, ".git/config", one).holds())
                .as("ignored by the bundle")
                .isTrue();
        assertThat(judged("signme-1", two, "signme-2", two).reasons())
                .singleElement()
                .asString()
                .contains("signme-1", "changed");
        assertThat(judged("signme-2", two).reasons()).singleElement().asString().contains("signme-1", "missing");
        assertThat(judged("signme-1", one, "signme-2", two, "more", one).reasons())
                .singleElement()
                .asString()
                .contains("more", "additional");
    }

    private Verdict judged(String... pairs) {
        List<ModelSigning.FileDigest> files = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            files.add(new ModelSigning.FileDigest(pairs[i], pairs[i + 1]));
        }
        return verifier.verify(vector("valid/key.bundle.json"), ModelSigning.files(files), everybody());
    }
}
