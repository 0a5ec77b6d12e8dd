// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.jspecify.annotations.Nullable;

/** SHA-256 over bytes as they pass, and a second digest where one was asked for. Not for several threads at once. */
final class ContentHash {
    private static final int BUFFER_BYTES = 256 << 10;

    private final MessageDigest sha256 = digest("SHA-256");
    private final @Nullable MessageDigest sha3;
    private final @Nullable Blake3Digest blake3;
    private long bytes;

    /** @param second computed beside SHA-256; SHA-256 itself asks for nothing more */
    ContentHash(Algorithm second) {
        this.sha3 = second == Algorithm.SHA3_256 ? digest("SHA3-256") : null;
        this.blake3 = second == Algorithm.BLAKE3 ? new Blake3Digest(32) : null;
    }

    /** What was computed; SHA-256 is always there. */
    record Digests(Map<Algorithm, String> hexByAlgorithm) {
        Digests {
            hexByAlgorithm = Map.copyOf(hexByAlgorithm);
        }

        String sha256() {
            return String.valueOf(hexByAlgorithm.get(Algorithm.SHA256));
        }

        @Nullable
        String hex(Algorithm algorithm) {
            return hexByAlgorithm.get(algorithm);
        }
    }

    void update(byte[] buffer, int offset, int length) {
        sha256.update(buffer, offset, length);
        if (sha3 != null) {
            sha3.update(buffer, offset, length);
        }
        if (blake3 != null) {
            blake3.update(buffer, offset, length);
        }
        bytes += length;
    }

    /** How many bytes passed. */
    long bytes() {
        return bytes;
    }

    /** Ends the computation. */
    Digests finish() {
        Map<Algorithm, String> digests = new EnumMap<>(Algorithm.class);
        digests.put(Algorithm.SHA256, hex(sha256.digest()));
        if (sha3 != null) {
            digests.put(Algorithm.SHA3_256, hex(sha3.digest()));
        }
        if (blake3 != null) {
            byte[] digest = new byte[32];
            blake3.doFinal(digest, 0);
            digests.put(Algorithm.BLAKE3, hex(digest));
        }
        return new Digests(digests);
    }

    /** Reads to the end. */
    static Digests of(InputStream in, Algorithm second) throws IOException {
        ContentHash hash = new ContentHash(second);
        byte[] buffer = new byte[BUFFER_BYTES];
        int read = in.read(buffer);
        while (read >= 0) {
            hash.update(buffer, 0, read);
            read = in.read(buffer);
        }
        return hash.finish();
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
