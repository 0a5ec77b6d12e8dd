// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.jspecify.annotations.Nullable;

/** Checksums of bytes and streams. A stream is read once, in pieces of 64 KiB. */
public enum Checksum {
    SHA256(32),
    SHA3_256(32),
    BLAKE3(32),
    /** With 64 bytes, as Model Signing has it. */
    BLAKE2B(64);

    private static final int PIECE = 64 * 1_024;

    private final int bytes;

    Checksum(int bytes) {
        this.bytes = bytes;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Checksum parse(String field, @Nullable String text) {
        for (Checksum checksum : values()) {
            if (checksum.wireName().equals(text)) {
                return checksum;
            }
        }
        throw Problem.invalid(field, text, "sha256, sha3_256, blake3 or blake2b");
    }

    /** Whether a text has the form of such a checksum in lower-case hexadecimal. */
    public boolean fits(String hex) {
        return hex.length() == 2 * bytes
                && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 'g' && !(c >= 'A' && c <= 'F'));
    }

    public byte[] of(byte[] data) {
        Running running = start();
        running.update(data, 0, data.length);
        return running.end();
    }

    public String hex(byte[] data) {
        return HexFormat.of().formatHex(of(data));
    }

    /** Reads the stream to its end; it stays open. */
    public String hex(InputStream stream) throws IOException {
        Running running = start();
        byte[] piece = new byte[PIECE];
        for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
            running.update(piece, 0, read);
        }
        return HexFormat.of().formatHex(running.end());
    }

    /** A checksum under way, for what arrives in pieces. Not thread-safe. */
    public Running start() {
        return switch (this) {
            case SHA256 -> platform("SHA-256");
            case SHA3_256 -> platform("SHA3-256");
            case BLAKE3 -> blake(new Blake3Digest(256));
            case BLAKE2B -> blake(new Blake2bDigest(512));
        };
    }

    /** What {@link #start} answers. */
    public interface Running {
        void update(byte[] data, int from, int length);

        byte[] end();
    }

    private static Running platform(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance(name);
            return new Running() {
                @Override
                public void update(byte[] data, int from, int length) {
                    digest.update(data, from, length);
                }

                @Override
                public byte[] end() {
                    return digest.digest();
                }
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + name, e);
        }
    }

    private static Running blake(Digest digest) {
        return new Running() {
            @Override
            public void update(byte[] data, int from, int length) {
                digest.update(data, from, length);
            }

            @Override
            public byte[] end() {
                byte[] sum = new byte[digest.getDigestSize()];
                digest.doFinal(sum, 0);
                return sum;
            }
        };
    }
}
