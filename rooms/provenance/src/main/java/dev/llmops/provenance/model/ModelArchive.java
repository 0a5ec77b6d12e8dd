// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.verdict.Findings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A model as a zip, read once from front to back: its files' digests and the bundle among them. Memory does not grow with
 * the archive; the number of entries, the bytes they unfold to and how far they unfold are bounded.
 */
final class ModelArchive {
    static final int MAX_ENTRIES = 10_000;
    static final long MAX_BYTES = 64L << 30;
    private static final long MAX_RATIO = 200;
    private static final long FREE_BYTES = 16 << 20;
    private static final int PIECE = 64 * 1_024;

    private final ModelVerifier verifier;
    private final String bundleName;
    private final Counted source;
    private final ModelFiles files = new ModelFiles();
    private final Set<String> names = new HashSet<>();
    private byte @Nullable [] bundle;
    private @Nullable ModelManifest manifest;
    private long unfolded;

    private ModelArchive(ModelVerifier verifier, String bundleName, InputStream body) {
        this.verifier = verifier;
        this.bundleName = bundleName;
        this.source = new Counted(body);
    }

    /** What was in the archive. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Content(byte[] bundle, ModelFiles files) {}

    static Content read(ModelVerifier verifier, String bundleName, InputStream body) {
        ModelArchive archive = new ModelArchive(verifier, bundleName, body);
        try (ZipInputStream zip = new ZipInputStream(archive.source)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                archive.take(zip, entry);
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST, "The body is not a zip archive that can be read: " + e.getMessage());
        } catch (IOException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The archive ended before it was complete");
        }
        byte[] bundle = archive.bundle;
        if (bundle == null) {
            throw Problem.invalid("bundle", bundleName, "the path of the bundle in the archive, such as model.sig");
        }
        return new Content(bundle, archive.files);
    }

    private void take(ZipInputStream zip, ZipEntry entry) throws IOException {
        if (names.size() == MAX_ENTRIES) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "The archive has more than " + MAX_ENTRIES + " entries");
        }
        String name = entry.isDirectory() ? entry.getName().replaceFirst("/$", "") : entry.getName();
        if (!ModelManifest.isSafe(name) || !names.add(name)) {
            throw Problem.invalid("archive", name, "entries of different names that stay within the archive");
        }
        if (entry.isDirectory()) {
            return;
        }
        if (name.equals(bundleName)) {
            byte[] bytes = zip.readNBytes(Documents.MAX_BYTES + 1);
            unfold(bytes.length);
            bundle = bytes;
            manifest = manifestOf(bytes);
            return;
        }
        hash(zip, name);
    }

    private @Nullable ModelManifest manifestOf(byte[] bytes) {
        JsonNode json;
        try {
            json = Documents.object("bundle", bytes);
            return verifier.structure(json, new Findings()).orElse(null);
        } catch (Problem malformed) {
            return null;
        }
    }

    /** By the bundle's algorithm where the bundle came first, by all that it may name where it has not come yet. */
    private void hash(ZipInputStream zip, String name) throws IOException {
        ModelManifest known = manifest;
        Set<Checksum> algorithms = known == null
                ? EnumSet.of(Checksum.SHA256, Checksum.BLAKE2B, Checksum.BLAKE3)
                : EnumSet.of(known.checksum());
        Map<Checksum, Checksum.Running> running = new EnumMap<>(Checksum.class);
        algorithms.forEach(algorithm -> running.put(algorithm, algorithm.start()));
        Optional<Pieces> pieces = known == null || known.shardBytes() == 0
                ? Optional.empty()
                : Optional.of(new Pieces(name, known.checksum(), known.shardBytes()));
        byte[] buffer = new byte[PIECE];
        for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
            unfold(read);
            for (Checksum.Running one : running.values()) {
                one.update(buffer, 0, read);
            }
            int length = read;
            pieces.ifPresent(shards -> shards.update(buffer, length));
        }
        running.forEach((algorithm, one) ->
                files.put(name, name, algorithm, HexFormat.of().formatHex(one.end())));
        pieces.ifPresent(Pieces::end);
    }

    private void unfold(long bytes) {
        unfolded += bytes;
        if (unfolded > MAX_BYTES || unfolded > FREE_BYTES + MAX_RATIO * source.count) {
            throw new Problem(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The archive unfolds to more than " + MAX_RATIO + " times its size, or to more than " + MAX_BYTES
                            + " bytes");
        }
    }

    /** Digests of the pieces of one file. */
    private final class Pieces {
        private final String path;
        private final Checksum checksum;
        private final long shardBytes;
        private Checksum.Running running;
        private long start;
        private long at;

        Pieces(String path, Checksum checksum, long shardBytes) {
            this.path = path;
            this.checksum = checksum;
            this.shardBytes = shardBytes;
            this.running = checksum.start();
        }

        void update(byte[] buffer, int length) {
            int from = 0;
            while (from < length) {
                int room = (int) Math.min(length - from, shardBytes - (at - start));
                running.update(buffer, from, room);
                from += room;
                at += room;
                if (at - start == shardBytes) {
                    end();
                }
            }
        }

        void end() {
            if (at > start) {
                files.put(
                        path,
                        path + ":" + start + ":" + at,
                        checksum,
                        HexFormat.of().formatHex(running.end()));
                start = at;
                running = checksum.start();
            }
        }
    }

    /** Counts what was read of the archive itself. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = in.read(buffer, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
