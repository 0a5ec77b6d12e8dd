// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends only when the bytes that passed have the digest; else it fails, and says so once to whom it concerns. */
final class VerifiedStream extends FilterInputStream {
    private final ContentHash hash = new ContentHash(Algorithm.SHA256);
    private final String sha256;
    private final Runnable onMismatch;
    private boolean ended;

    VerifiedStream(InputStream in, String sha256, Runnable onMismatch) {
        super(in);
        this.sha256 = sha256;
        this.onMismatch = onMismatch;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read >= 0) {
            hash.update(buffer, offset, read);
        } else if (!ended) {
            ended = true;
            if (!hash.finish().sha256().equals(sha256)) {
                onMismatch.run();
                throw new IOException("the stored bytes no longer have the digest sha256:" + sha256);
            }
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
