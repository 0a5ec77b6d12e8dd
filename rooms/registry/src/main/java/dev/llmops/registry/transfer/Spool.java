// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.Home;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What was sent to be imported, a file each under {@code <home>/imports}, named by organisation and id. */
@Singleton
final class Spool {
    private static final long MAX_BYTES = 4L << 30;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String SUFFIX = ".lines";

    private final Home home;

    Spool(Home home) {
        this.home = home;
    }

    /** A file and whose it is. */
    record Spooled(TenantId tenant, String id) {
        String fileName() {
            return tenant.value() + "_" + id + SUFFIX;
        }
    }

    /** What was written. */
    record Written(long bytes, boolean gzip) {}

    /** Writes it and waits for the disk. What did not come whole is removed. */
    Written write(Spooled name, InputStream body) throws IOException {
        Path file = file(name);
        boolean whole = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            boolean gzip = false;
            for (int read; (read = body.readNBytes(buffer, 0, buffer.length)) > 0; ) {
                gzip |= bytes == 0 && read > 1 && (buffer[0] & 0xff) == 0x1f && (buffer[1] & 0xff) == 0x8b;
                bytes += read;
                if (bytes > MAX_BYTES) {
                    throw new Problem(
                            ErrorCode.PAYLOAD_TOO_LARGE, "body: too large (expected: at most " + MAX_BYTES + " bytes)");
                }
                ByteBuffer out = ByteBuffer.wrap(buffer, 0, read);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
            channel.force(true);
            whole = true;
            return new Written(bytes, gzip);
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The plain text. */
    InputStream open(Spooled name, boolean gzip) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(file(name)), BUFFER_BYTES);
        try {
            return gzip ? new GZIPInputStream(file, BUFFER_BYTES) : file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    boolean holds(Spooled name) {
        return Files.exists(directory().resolve(name.fileName()));
    }

    void delete(Spooled name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Oldest first. */
    List<Spooled> all() {
        List<Spooled> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory())) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(name -> {
                String[] parts = name.endsWith(SUFFIX)
                        ? name.substring(0, name.length() - SUFFIX.length()).split("_", -1)
                        : new String[0];
                if (parts.length == 2 && Ulids.isUlid(parts[0]) && Ulids.isUlid(parts[1])) {
                    found.add(new Spooled(new TenantId(parts[0]), parts[1]));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private Path file(Spooled name) {
        return directory().resolve(name.fileName());
    }

    private Path directory() {
        try {
            return Files.createDirectories(home.resolve("imports"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
