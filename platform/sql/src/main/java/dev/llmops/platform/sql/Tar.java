// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;

/** Reads the part of the tar format (POSIX ustar) that PostgreSQL's archive uses: files, directories, symbolic links. */
final class Tar {
    private static final int BLOCK = 512;

    private Tar() {}

    /** Unpacks what is wanted. Entries that would leave the target, and kinds it does not know, end it. */
    static void unpack(InputStream archive, Path target, Predicate<String> wanted) throws IOException {
        byte[] header = new byte[BLOCK];
        while (readFully(archive, header) && header[0] != 0) {
            String name = name(header);
            long size = Long.parseLong(text(header, 124, 12).strip(), 8);
            Path path = inside(target, name);
            switch (header[156]) {
                case '5' -> Files.createDirectories(path);
                case '2' -> link(target, path, text(header, 157, 100));
                case '0', 0 -> file(archive, path, size, header, wanted.test(name));
                default -> throw new IOException("tar entry of unknown kind: " + name);
            }
        }
    }

    private static void file(InputStream archive, Path path, long size, byte[] header, boolean wanted)
            throws IOException {
        if (wanted) {
            Files.createDirectories(parent(path));
            try (OutputStream out = Files.newOutputStream(path)) {
                copy(archive, out, size);
            }
            boolean runs = (Integer.parseInt(text(header, 100, 8).strip(), 8) & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        } else {
            archive.skipNBytes(size);
        }
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static void link(Path target, Path path, String to) throws IOException {
        inside(target, target.relativize(parent(path)).resolve(to).toString());
        Files.createDirectories(parent(path));
        Files.createSymbolicLink(path, Path.of(to));
    }

    private static Path inside(Path target, String name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("tar entry leaves its directory: " + name);
        }
        return path;
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("tar entry without a directory: " + path);
        }
        return parent;
    }

    private static void copy(InputStream from, OutputStream to, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = size; left > 0; ) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the archive is cut off");
            }
            to.write(buffer, 0, read);
            left -= read;
        }
    }

    private static boolean readFully(InputStream archive, byte[] block) throws IOException {
        return archive.readNBytes(block, 0, block.length) == block.length;
    }

    private static String name(byte[] header) {
        String prefix = header[262] == 0 ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, UTF_8);
    }
}
