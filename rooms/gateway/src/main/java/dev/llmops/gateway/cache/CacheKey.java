// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what a request is known again: a SHA-256 over who may share the answer, what is asked of which model, and all of
 * the body that the answer depends on. The request itself is not kept.
 */
public final class CacheKey {
    private final byte[] digest;
    private final int hash;

    private CacheKey(byte[] digest) {
        this.digest = digest;
        this.hash = ByteBuffer.wrap(digest).getInt();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins a key; each part is told apart from the next by its length. */
    static final class Making {
        private final MessageDigest digest = sha256();

        Making with(String part) {
            byte[] bytes = part.getBytes(UTF_8);
            return with(bytes.length).bytes(bytes, 0, bytes.length);
        }

        Making with(long number) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
            return this;
        }

        Making bytes(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
            return this;
        }

        CacheKey made() {
            return new CacheKey(digest.digest());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && MessageDigest.isEqual(digest, key.digest);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest, 0, 8);
    }
}
