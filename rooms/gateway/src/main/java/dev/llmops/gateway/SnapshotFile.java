// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * The snapshot on disk: {@code <home>/gateway/snapshot}, mode 0600, 32 bytes of HMAC-SHA-256 over the JSON that
 * follows. A file that was altered, or whose contents are older than a day, is not used.
 */
@Singleton
final class SnapshotFile {
    static final Duration MAX_AGE = Duration.ofHours(24);

    private static final Logger LOG = Logger.getLogger(SnapshotFile.class);
    private static final Duration REWRITE_AFTER = Duration.ofMinutes(10);
    private static final int MAC_BYTES = 32;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path directory;
    private final Path path;
    private final SecretKeySpec key;
    private final Clock clock;
    private Instant savedAt = Instant.EPOCH;

    @Inject
    SnapshotFile(Home home, Sealer sealer, Clock clock) {
        this.directory = home.resolve("gateway");
        this.path = directory.resolve("snapshot");
        this.key = new SecretKeySpec(sealer.deriveKey("gateway-snapshot"), "HmacSHA256");
        this.clock = clock;
    }

    /**
     * Writes the contents after a change, and now and then without one, so that the file's age tells when it was last
     * true. Called by one thread.
     *
     * @param pause the least time between two writings
     * @return whether they were written
     */
    boolean keep(SnapshotContents contents, boolean changed, Duration pause) {
        Instant now = clock.instant();
        Duration wait = changed || pause.isZero() ? pause : REWRITE_AFTER;
        if (!contents.verifiedAt().isAfter(savedAt) || savedAt.plus(wait).isAfter(now)) {
            return false;
        }
        savedAt = now;
        try {
            write(contents);
            return true;
        } catch (IOException e) {
            LOG.warnf("The gateway's snapshot cannot be written: %s", e);
            return false;
        }
    }

    void write(SnapshotContents contents) throws IOException {
        byte[] json = JSON.writeValueAsBytes(contents);
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path next = directory.resolve("snapshot.next");
        Files.deleteIfExists(next);
        try (FileChannel file = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            writeAll(file, ByteBuffer.wrap(mac(json)));
            writeAll(file, ByteBuffer.wrap(json));
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** The contents of the file if they can be trusted; says in the log why not. */
    Optional<SnapshotContents> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(path);
            if (bytes.length <= MAC_BYTES) {
                return refused("it is cut short");
            }
            byte[] json = Arrays.copyOfRange(bytes, MAC_BYTES, bytes.length);
            if (!MessageDigest.isEqual(mac(json), Arrays.copyOf(bytes, MAC_BYTES))) {
                return refused(
                        "its authentication code does not fit: it was altered, or written under another master key");
            }
            SnapshotContents contents = JSON.readValue(json, SnapshotContents.class);
            if (tooOld(contents, clock)) {
                return refused("it was last verified at " + contents.verifiedAt() + ", more than " + MAX_AGE.toHours()
                        + " hours ago");
            }
            return Optional.of(contents);
        } catch (IOException e) {
            return refused("it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    static boolean tooOld(SnapshotContents contents, Clock clock) {
        return contents.verifiedAt().plus(MAX_AGE).isBefore(clock.instant());
    }

    private static Optional<SnapshotContents> refused(String why) {
        LOG.warnf("The gateway's snapshot on disk is not used: %s.", why);
        return Optional.empty();
    }

    private byte[] mac(byte[] json) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(json);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }
}
