// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.crypto.Pem;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.trust.SigningKeys.Signer;
import dev.llmops.provenance.trust.TestRoots;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models as zips: bundles made here, files held against them, and archives made to hurt. */
class ModelArchiveTest {
    private final ModelVerifier verifier = new ModelVerifier();
    private final KeyPair pair = KeyAlgorithm.ECDSA_P256.generate();
    private final TrustRoot root = TestRoots.key(
            "signer", Pem.write(Pem.PUBLIC_KEY, pair.getPublic().getEncoded()), TrustRoot.Purpose.SIGNATURE);
    private final TrustStore store = TestRoots.store(root);
    private final Signer signer = new Signer(root, pair.getPrivate());
    private final Map<String, byte[]> files = new HashMap<>(Map.of(
            "config.json", "{}".getBytes(UTF_8), "weights/one.bin", new byte[200_000], "weights/two.bin", new byte[] {1
            }));

    private byte[] bundle(Checksum checksum) {
        List<ModelSigning.FileDigest> digests = new ArrayList<>();
        files.forEach((name, bytes) ->
                digests.add(new ModelSigning.FileDigest(name, checksum.wireName() + ":" + checksum.hex(bytes))));
        return Documents.write(ModelSigning.bundle(signer, "model", digests, List.of("model.sig", ".git")));
    }

    private static void write(OutputStream out, Map<String, byte[]> entries) {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, entries);
        return out.toByteArray();
    }

    private Verdict judged(Map<String, byte[]> entries) {
        ModelArchive.Content content = ModelArchive.read(verifier, "model.sig", new ByteArrayInputStream(zip(entries)));
        return verifier.verify(content.bundle(), content.files(), store);
    }

    private Map<String, byte[]> signed(boolean bundleFirst, Checksum checksum) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        if (bundleFirst) {
            entries.put("model.sig", bundle(checksum));
        }
        entries.putAll(files);
        entries.put("model.sig", bundle(checksum));
        return entries;
    }

    @ParameterizedTest
    @EnumSource(
            value = Checksum.class,
            names = {"SHA256", "BLAKE2B", "BLAKE3"})
    void aModelIsAsItWasSignedWhereverItsBundleStands(Checksum checksum) {
        assertThat(judged(signed(true, checksum)).holds()).isTrue();
        assertThat(judged(signed(false, checksum)).holds()).isTrue();
    }

    @Test
    void changedMissingAndAdditionalFilesAreNamed() {
        Map<String, byte[]> entries = signed(true, Checksum.SHA256);
        entries.put("weights/two.bin", new byte[] {2});
        entries.remove("config.json");
        entries.put("weights/three.bin", new byte[] {3});
        entries.put(".git/HEAD", new byte[] {4});

        Verdict verdict = judged(entries);

        assertThat(verdict.state()).isEqualTo(Verdict.State.INVALID);
        assertThat(verdict.reasons()).hasSize(3);
        assertThat(String.join(" ", verdict.reasons()))
                .contains(
                        "'weights/two.bin' was changed",
                        "'config.json' is missing",
                        "'weights/three.bin' is additional")
                .doesNotContain(".git");
    }

    @Test
    void piecesOfFilesAreHeldAgainstTheirDigests() {
        byte[] file = new byte[2_500];
        Arrays.fill(file, (byte) 9);
        List<ModelManifest.Resource> pieces = new ArrayList<>();
        for (int start = 0; start < file.length; start += 1_000) {
            int end = Math.min(file.length, start + 1_000);
            pieces.add(new ModelManifest.Resource(
                    "big.bin:" + start + ":" + end, Checksum.SHA256.hex(Arrays.copyOfRange(file, start, end))));
        }
        ModelManifest manifest = new ModelManifest("m", "", Checksum.SHA256, 1_000, pieces, List.of("model.sig"));
        var statement = manifest.statement();
        ((ObjectNode) statement.at("/predicate/serialization"))
                .put("method", "shards")
                .put("shard_size", 1_000);
        byte[] payload = Documents.write(statement);
        var bundle = ModelSigning.bundle(
                signer, "m", List.of(new ModelSigning.FileDigest("x", "sha256:" + "0".repeat(64))), List.of());
        String type = DsseEnvelope.IN_TOTO;
        bundle.set(
                "dsseEnvelope",
                DsseEnvelope.write(type, payload, signer.sign(DsseEnvelope.signedBytes(type, payload)), ""));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.sig", Documents.write(bundle));
        entries.put("big.bin", file);

        assertThat(judged(entries).holds()).as(judged(entries).toString()).isTrue();
        file[1_500] = 1;
        assertThat(judged(entries).reasons()).singleElement().asString().contains("big.bin:1000:2000", "changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../b", "a\\b", "C:/x", "a//b", "./a", "a/\u0000b"})
    void pathsThatLeaveTheArchiveAreRefused(String name) {
        refused(ErrorCode.VALIDATION_FAILED, new ByteArrayInputStream(zip(Map.of(name, new byte[1]))));
    }

    @Test
    void anArchiveOfAMillionEntriesIsRefusedEarly() throws Exception {
        PipedInputStream in = new PipedInputStream(64 * 1_024);
        PipedOutputStream out = new PipedOutputStream(in);
        Thread writer = Thread.ofVirtual().start(() -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (int i = 0; i < 1_000_000; i++) {
                    zip.putNextEntry(new ZipEntry("f" + i));
                }
            } catch (IOException e) {
                assertThat(e).as("the reader gave up").isNotNull();
            }
        });
        refused(ErrorCode.PAYLOAD_TOO_LARGE, in);
        writer.join();
    }

    @Test
    void anArchiveThatUnfoldsWithoutEndIsRefused() {
        refused(ErrorCode.PAYLOAD_TOO_LARGE, new ByteArrayInputStream(zip(Map.of("zeros", new byte[40 << 20]))));
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        refused(ErrorCode.VALIDATION_FAILED, new ByteArrayInputStream("no zip".getBytes(UTF_8)));
        byte[] whole = zip(signed(true, Checksum.SHA256));
        for (int cut : List.of(10, 200, whole.length / 2)) {
            Problem problem = catchThrowableOfType(
                    Problem.class,
                    () -> ModelArchive.read(
                            verifier, "model.sig", new ByteArrayInputStream(Arrays.copyOf(whole, cut))));
            assertThat(problem).isNotNull();
            assertThat(problem.code().status()).isEqualTo(400);
        }
    }

    private void refused(ErrorCode code, InputStream body) {
        Problem problem = catchThrowableOfType(Problem.class, () -> ModelArchive.read(verifier, "model.sig", body));
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(code);
    }
}
