// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import java.nio.ByteBuffer;

/** A complete answer as it went to the client, a stream with all its frames. */
public final class KeptAnswer {
    private final int status;
    private final String contentType;
    private final byte[] bytes;
    private final long keptAtMillis;
    private final long ttlMillis;

    KeptAnswer(int status, String contentType, byte[] bytes, long keptAtMillis, long ttlMillis) {
        this.status = status;
        this.contentType = contentType;
        this.bytes = bytes;
        this.keptAtMillis = keptAtMillis;
        this.ttlMillis = ttlMillis;
    }

    public int status() {
        return status;
    }

    public String contentType() {
        return contentType;
    }

    /** To be read only. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    public long ageSeconds(long nowMillis) {
        return Math.max(0, (nowMillis - keptAtMillis) / 1_000);
    }

    int size() {
        return bytes.length;
    }

    long ttlMillis() {
        return ttlMillis;
    }

    boolean expired(long nowMillis) {
        return nowMillis - keptAtMillis >= ttlMillis;
    }
}
