// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.TenantId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names that usage records repeat, each made into a string once: who reads a log meets the same few tenants, services
 * and models in every record. Bounded, because a later name takes the place of an earlier one. For one thread.
 */
public final class UsageTexts {
    private static final int SLOTS = 4_096;
    private static final int MAX_KEPT_BYTES = 128;

    private final @Nullable Text[] slots = new Text[SLOTS];

    /** Reads a text of so many bytes at the source's position and moves over it. */
    String read(ByteBuffer source, int length) {
        return length <= MAX_KEPT_BYTES ? find(source, length).value : plain(source, length);
    }

    /** As {@link #read}, as a tenant that was checked when it was first met. */
    TenantId tenant(ByteBuffer source, int length) {
        if (length > MAX_KEPT_BYTES) {
            return new TenantId(plain(source, length));
        }
        Text text = find(source, length);
        if (text.tenant == null) {
            text.tenant = new TenantId(text.value);
        }
        return text.tenant;
    }

    static String plain(ByteBuffer source, int length) {
        byte[] bytes = new byte[length];
        source.get(bytes);
        return new String(bytes, UTF_8);
    }

    private Text find(ByteBuffer source, int length) {
        int start = source.position();
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + source.get(i);
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        Text known = slots[slot];
        if (known != null && known.is(source, start, length)) {
            source.position(start + length);
            return known;
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        Text text = new Text(bytes, new String(bytes, UTF_8));
        slots[slot] = text;
        return text;
    }

    private static final class Text {
        private final byte[] bytes;
        private final String value;
        private @Nullable TenantId tenant;

        Text(byte[] bytes, String value) {
            this.bytes = bytes;
            this.value = value;
        }

        boolean is(ByteBuffer source, int start, int length) {
            return bytes.length == length && source.slice(start, length).mismatch(ByteBuffer.wrap(bytes)) < 0;
        }
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(slots, null);
    }
}
