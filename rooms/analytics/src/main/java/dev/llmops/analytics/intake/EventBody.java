// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body of events, unpacked as it is read and never beyond a bound: a small body that unpacks to a huge one is refused
 * before it takes room.
 */
public final class EventBody {
    public static final int MAX_BYTES = 10 << 20;
    static final int MAX_INFLATED = 64 << 20;
    private static final int MAX_RATIO = 200;
    private static final int RATIO_FROM = 1 << 20;

    private EventBody() {}

    /**
     * Reads the events in a body.
     *
     * @param mediaType without parameters it matters; null means JSON
     * @param encoding gzip, identity or null
     */
    public static List<SentEvent> read(byte[] body, @Nullable String mediaType, @Nullable String encoding) {
        if (body.length > MAX_BYTES) {
            throw new Problem(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "A body has at most " + (MAX_BYTES >> 20) + " MiB; send fewer events at once");
        }
        try (InputStream plain = open(body, encoding)) {
            return lines(mediaType) ? EventReader.readLines(plain) : EventReader.readJson(plain);
        } catch (IOException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The body cannot be unpacked; it is not whole or not gzip");
        }
    }

    private static boolean lines(@Nullable String mediaType) {
        String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT);
        return type.startsWith("application/x-ndjson") || type.startsWith("application/jsonl");
    }

    private static InputStream open(byte[] body, @Nullable String encoding) throws IOException {
        InputStream packed = new ByteArrayInputStream(body);
        if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
            return packed;
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: '" + encoding + "' (expected: gzip or none)");
        }
        return new Bounded(new GZIPInputStream(packed, 64 * 1024), body.length);
    }

    /** Counts what comes out and stops at the bound. */
    private static final class Bounded extends FilterInputStream {
        private final long packedBytes;
        private long count;

        private Bounded(InputStream source, long packedBytes) {
            super(source);
            this.packedBytes = packedBytes;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            count += bytes;
            if (count > MAX_INFLATED || (count > RATIO_FROM && count > packedBytes * MAX_RATIO)) {
                throw new Problem(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "The body unpacks to more than " + (MAX_INFLATED >> 20) + " MiB or " + MAX_RATIO
                                + " times its size; send fewer events at once");
            }
        }
    }
}
