// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files {@code TENANT/ab/cdef…} below one directory, mode 0600. A file appears under its name only when its
 * bytes are synced, and the directory is synced before that counts.
 */
final class FileBlobs implements BlobStore {
    /** Uploads on their way lie here; objects never do, for their directories have two letters. */
    static final String INCOMING = ".incoming";

    private static final String DAMAGED = ".damaged";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PRIVATE);
    private static final FileAttribute<?> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    FileBlobs(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Where an upload's bytes gather. */
    Path incoming(TenantId tenant, String name) throws IOException {
        return directory(root.resolve(tenant.value()).resolve(INCOMING)).resolve(name);
    }

    @Override
    public long put(TenantId tenant, String location, Path file) throws IOException {
        Path target = target(tenant, location);
        try {
            Files.createLink(target, file);
        } catch (UnsupportedOperationException | IOException e) {
            try (InputStream bytes = Files.newInputStream(file)) {
                return put(tenant, location, bytes, Files.size(file));
            }
        }
        syncDirectory(target.getParent());
        return writtenAtMicros(tenant, location);
    }

    @Override
    public long put(TenantId tenant, String location, InputStream bytes, long sizeBytes) throws IOException {
        Path draft = incoming(tenant, location.replace('/', '.') + ".draft");
        try {
            try (FileChannel channel = create(draft)) {
                long copied = bytes.transferTo(Channels.newOutputStream(channel));
                if (copied != sizeBytes) {
                    throw new EOFException(copied + " of " + sizeBytes + " bytes arrived");
                }
                channel.force(true);
            }
            Path target = target(tenant, location);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(target.getParent());
        } finally {
            Files.deleteIfExists(draft);
        }
        return writtenAtMicros(tenant, location);
    }

    /** A new file of mode 0600, for writing. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE);
    }

    @Override
    public InputStream open(TenantId tenant, String location, ByteRange range) throws IOException {
        FileChannel channel = FileChannel.open(path(tenant, location), StandardOpenOption.READ);
        channel.position(range.offset());
        return new FirstBytes(Channels.newInputStream(channel), range.length());
    }

    @Override
    public Optional<Path> file(TenantId tenant, String location) {
        return Optional.of(path(tenant, location));
    }

    @Override
    public long writtenAtMicros(TenantId tenant, String location) throws IOException {
        return Files.getLastModifiedTime(path(tenant, location)).to(TimeUnit.MICROSECONDS);
    }

    @Override
    public void quarantine(TenantId tenant, String location) throws IOException {
        Path aside = directory(root.resolve(tenant.value()).resolve(DAMAGED));
        try {
            Files.move(
                    path(tenant, location), aside.resolve(location.replace('/', '.')), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        syncDirectory(aside);
    }

    @Override
    public void remove(TenantId tenant, String location) throws IOException {
        Files.deleteIfExists(path(tenant, location));
    }

    private Path target(TenantId tenant, String location) throws IOException {
        Path target = path(tenant, location);
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException("no directory: " + target);
        }
        if (!Files.isDirectory(parent)) {
            directory(parent);
            syncDirectory(parent.getParent());
        }
        return target;
    }

    private Path path(TenantId tenant, String location) {
        return root.resolve(tenant.value()).resolve(location);
    }

    private static Path directory(Path directory) throws IOException {
        return Files.isDirectory(directory) ? directory : Files.createDirectories(directory, PRIVATE_DIRECTORY);
    }

    private static void syncDirectory(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
