// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import static dev.llmops.registry.content.ContentKit.announced;
import static dev.llmops.registry.content.ContentKit.random;
import static dev.llmops.registry.content.ContentKit.sha256;
import static dev.llmops.registry.content.ContentKit.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ContentKit kit;

    @SuppressWarnings("NullAway.Init")
    private Caller caller;

    @BeforeEach
    void openAnOrganisationOfItsOwn() {
        kit = new ContentKit(POSTGRES, directory);
        caller = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    }

    @Test
    void bytesInSeveralPiecesBecomeOneObject() throws IOException {
        byte[] content = random(300_000, 1);
        UploadRow upload = kit.uploads.begin(caller, announced(300_000L, sha256(content)));

        append(upload, 0, content, 0, 100_000);
        append(upload, 100_000, content, 100_000, 100_001);
        Uploads.Appended last = append(upload, 200_001, content, 200_001, 99_999);

        ContentRow row = last.content().orElseThrow().content();
        assertThat(row.digest()).hasToString(sha256(content));
        assertThat(kit.door.open(caller.tenant(), sha256(content)).readAllBytes())
                .isEqualTo(content);
        Path file = kit.blobs.of(Tier.HOT).file(caller.tenant(), row.location()).orElseThrow();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(incoming()).isEmpty();
        assertThat(kit.catalogue.used(caller).usage()).isEqualTo(new UploadDao.Usage(300_000, 1, 0, 0));
    }

    @Test
    void anOffsetThatIsNotTheUploadsIsRefusedWithTheRightOne() throws IOException {
        byte[] content = random(1_000, 2);
        UploadRow upload = kit.uploads.begin(caller, announced(1_000L, null));
        append(upload, 0, content, 0, 400);

        refused(ErrorCode.CONFLICT, "expected: 400", () -> append(upload, 0, content, 0, 400));
        refused(ErrorCode.CONFLICT, "expected: 400", () -> append(upload, 500, content, 500, 100));

        assertThat(append(upload, 400, content, 400, 600).content()).isPresent();
    }

    @Test
    void aRestartGoesOnFromTheNotedOffsetAndForgetsWhatWasNot() throws IOException {
        byte[] content = random(200_000, 3);
        UploadRow upload = kit.uploads.begin(caller, announced(200_000L, sha256(content)));
        append(upload, 0, content, 0, 150_000);
        Path file = kit.bytes.file(caller.tenant(), upload.id());
        Files.write(file, random(7_777, 4), StandardOpenOption.APPEND);

        kit = new ContentKit(POSTGRES, directory);
        assertThat(kit.uploads.get(caller, upload.id()).offsetBytes()).isEqualTo(150_000);
        Uploads.Appended last = append(upload, 150_000, content, 150_000, 50_000);

        assertThat(last.content().orElseThrow().content().digest()).hasToString(sha256(content));
    }

    @Test
    void whatArrivedBeforeASenderWentAwayIsKept() {
        byte[] content = random(50_000, 5);
        UploadRow upload = kit.uploads.begin(caller, announced(100_000L, null));
        InputStream cut = ContentKit.andThen(content, () -> {
            throw new IOException("connection reset");
        });

        refused(
                ErrorCode.MALFORMED_REQUEST,
                "cut at byte 50000",
                () -> kit.uploads.append(caller, upload.id(), 0, 100_000, cut));

        assertThat(kit.uploads.get(caller, upload.id()).offsetBytes()).isEqualTo(50_000);
    }

    @Test
    void bytesOfAnotherDigestAreRefusedAndTheUploadWaitsForTheRightOne() throws IOException {
        byte[] content = random(10_000, 6);
        UploadRow upload = kit.uploads.begin(caller, announced(10_000L, sha256(random(1, 7))));

        refused(ErrorCode.CHECKSUM_MISMATCH, sha256(content), () -> append(upload, 0, content, 0, 10_000));
        assertThat(kit.catalogue.find(caller.tenant(), ContentDigest.parse(sha256(content))))
                .isEmpty();
        refused(
                ErrorCode.CHECKSUM_MISMATCH,
                "which the 10000 bytes",
                () -> kit.uploads.complete(caller, upload.id(), ContentDigest.parse(sha256(random(1, 8)))));

        assertThat(kit.uploads
                        .complete(caller, upload.id(), ContentDigest.parse(sha256(content)))
                        .created())
                .isTrue();
    }

    @Test
    void aPutOfAnotherDigestLeavesNothing() throws IOException {
        byte[] content = random(10_000, 9);

        refused(
                ErrorCode.CHECKSUM_MISMATCH,
                "10000 bytes",
                () -> kit.uploads.put(caller, announced(null, sha256(random(1, 7))), 10_000, stream(content)));

        assertThat(kit.catalogue.used(caller).usage()).isEqualTo(new UploadDao.Usage(0, 0, 0, 0));
        assertThat(incoming()).isEmpty();
    }

    @Test
    void theSameBytesAreStoredOnceInAnOrganisationAndUnknownInAnother() throws IOException {
        byte[] content = random(20_000, 10);
        assertThat(kit.uploads
                        .put(caller, announced(null, sha256(content)), -1, stream(content))
                        .created())
                .isTrue();

        assertThat(kit.uploads
                        .put(caller, announced(null, sha256(content)), 20_000, stream(content))
                        .created())
                .isFalse();
        Caller other = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
        assertThat(kit.door.find(other.tenant(), sha256(content))).isEmpty();
        assertThat(kit.uploads
                        .put(other, announced(null, sha256(content)), 20_000, stream(content))
                        .created())
                .isTrue();

        assertThat(kit.catalogue.used(caller).usage().storedBytes()).isEqualTo(20_000);
        assertThat(objects()).hasSize(2);
    }

    @Test
    void blake3AndSha3NameAnObjectThatWasUploadedWithThem() throws IOException {
        byte[] content = "IETF".getBytes(StandardCharsets.US_ASCII);
        // Official vector of BLAKE3 1.x for the text IETF.
        String blake3 = "blake3:83a2de1ee6f4e6ab686889248f4ec0cf4cc5709446a682ffd1cbb4d6165181e2";
        kit.uploads.put(caller, announced(null, blake3), 4, stream(content));

        assertThat(kit.door.find(caller.tenant(), blake3).orElseThrow().digest())
                .isEqualTo(sha256(content));

        UploadRow upload =
                kit.uploads.begin(caller, new Uploads.Announced(4L, null, Algorithm.SHA3_256, "text/plain", null));
        append(upload, 0, content, 0, 4);
        ContentRow row = kit.catalogue.get(caller.tenant(), ContentDigest.parse(sha256(content)));
        assertThat(row.sha3()).isNotNull();
        assertThat(row.blake3()).isNotNull();
    }

    @Test
    void ofTwoWhoWriteOneUploadOneIsRefused() throws Exception {
        byte[] content = random(1_000, 11);
        UploadRow upload = kit.uploads.begin(caller, announced(1_000L, null));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        InputStream slow = ContentKit.andThen(Arrays.copyOf(content, 10), () -> {
            reading.countDown();
            return go.await(10, TimeUnit.SECONDS);
        });
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = pool.submit(() -> kit.uploads.append(caller, upload.id(), 0, -1, slow));
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

            refused(ErrorCode.CONFLICT, "written by another request", () -> append(upload, 0, content, 0, 1_000));
            refused(ErrorCode.CONFLICT, "written by another", () -> kit.uploads.cancel(caller, upload.id()));

            go.countDown();
            assertThat(first.get().upload().offsetBytes()).isEqualTo(10);
        }
    }

    @Test
    void moreThanWasDeclaredIsRefusedBeforeOrAtTheByte() {
        byte[] content = random(2_000, 12);
        UploadRow upload = kit.uploads.begin(caller, announced(1_000L, null));

        refused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "at most 1000",
                () -> kit.uploads.append(caller, upload.id(), 0, 2_000, stream(content)));
        assertThat(kit.uploads.get(caller, upload.id()).offsetBytes()).isZero();
        refused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "declared size_bytes",
                () -> kit.uploads.append(caller, upload.id(), 0, -1, stream(content)));
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "600000", () -> kit.uploads.begin(caller, announced(600_001L, null)));
        refused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "no object is larger",
                () -> kit.uploads.put(caller, announced(null, null), -1, stream(random(600_001, 13))));
    }

    @Test
    void theQuotaRefusesDeclaredBytesAtOnceAndOthersAtTheByte() throws IOException {
        kit.uploads.begin(caller, announced(600_000L, null));

        refused(
                ErrorCode.INSUFFICIENT_QUOTA,
                "at most 400000",
                () -> kit.uploads.begin(caller, announced(400_001L, null)));
        UploadRow open = kit.uploads.begin(caller, announced(null, null));
        refused(
                ErrorCode.INSUFFICIENT_QUOTA,
                "at byte 400000",
                () -> kit.uploads.append(caller, open.id(), 0, -1, stream(random(500_000, 14))));

        assertThat(kit.uploads.get(caller, open.id()).offsetBytes()).isEqualTo(400_000);
        Caller other = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
        assertThat(kit.stored(other, random(500_000, 15)).sizeBytes()).isEqualTo(500_000);
    }

    @Test
    void aFullDiskRefusesUploadsAndStillReads() throws IOException {
        byte[] content = random(1_000, 16);
        kit.stored(caller, content);
        ContentSettings s = kit.settings;
        kit = new ContentKit(
                POSTGRES,
                new ContentSettings(
                        s.hot(),
                        s.warm(),
                        false,
                        null,
                        600_000,
                        1_000_000,
                        Long.MAX_VALUE / 2,
                        s.uploadLife(),
                        s.verifyEvery(),
                        1),
                kit.clock);

        refused(ErrorCode.STORAGE_FULL, "no room", () -> kit.uploads.begin(caller, announced(1L, null)));
        assertThat(kit.door.open(caller.tenant(), sha256(content)).readAllBytes())
                .isEqualTo(content);
    }

    @Test
    void anExpiredOrCancelledUploadIsGone() throws IOException {
        UploadRow expired = kit.uploads.begin(caller, announced(1_000L, null));
        kit.clock.advance(Duration.ofHours(25));
        refused(ErrorCode.NOT_FOUND, expired.id(), () -> append(expired, 0, random(1_000, 17), 0, 1_000));

        UploadRow cancelled = kit.uploads.begin(caller, announced(1_000L, null));
        append(cancelled, 0, random(1_000, 17), 0, 500);
        kit.uploads.cancel(caller, cancelled.id());
        refused(ErrorCode.NOT_FOUND, cancelled.id(), () -> kit.uploads.get(caller, cancelled.id()));
        assertThat(incoming()).isEmpty();
    }

    @Test
    void anObjectOfNoBytesIsOne() throws IOException {
        assertThat(kit.stored(caller, new byte[0]).sizeBytes()).isZero();
        UploadRow upload = kit.uploads.begin(caller, announced(null, null));
        assertThat(kit.uploads.complete(caller, upload.id(), null).created()).isFalse();
        assertThat(kit.catalogue
                        .list(caller, null, null, new PageRequest(10, null))
                        .items())
                .hasSize(1);
    }

    private Uploads.Appended append(UploadRow upload, long offset, byte[] content, int from, int length)
            throws IOException {
        return kit.uploads.append(
                caller, upload.id(), offset, length, stream(Arrays.copyOfRange(content, from, from + length)));
    }

    private static List<Path> files(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> incoming() throws IOException {
        return files(kit.settings.hot().resolve(caller.tenant().value()).resolve(FileBlobs.INCOMING));
    }

    private List<Path> objects() throws IOException {
        return files(kit.settings.hot()).stream()
                .filter(file -> !file.toString().contains(FileBlobs.INCOMING))
                .toList();
    }

    static void refused(ErrorCode code, String detail, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).contains(detail);
        });
    }
}
