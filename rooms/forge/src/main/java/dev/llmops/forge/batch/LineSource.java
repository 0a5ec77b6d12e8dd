// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.TenantId;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stored file, one after the other; a part of the file and one line are in memory at a time. */
final class LineSource {
    private final Files files;
    private final TenantId tenant;
    private final String fileId;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte @Nullable [] part = new byte[0];
    private int nextPart;
    private int at;
    private int number;
    private boolean tooLong;

    LineSource(Files files, TenantId tenant, String fileId) {
        this.files = files;
        this.tenant = tenant;
        this.fileId = fileId;
    }

    /**
     * @param number from 1, blank lines counted
     * @param bytes null when it is longer than a line may be
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Line(int number, byte @Nullable [] bytes) {}

    /** The next line that is not blank; null at the end. */
    @Nullable
    Line next() {
        while (true) {
            Line read = read();
            byte[] bytes = read == null ? null : read.bytes();
            if (read == null || bytes == null || !blank(bytes)) {
                return read;
            }
        }
    }

    private @Nullable Line read() {
        line.reset();
        tooLong = false;
        boolean some = false;
        while (part != null) {
            byte[] from = part;
            int end = at;
            while (end < from.length && from[end] != '\n') {
                end++;
            }
            some |= end > at || end < from.length;
            keep(from, end);
            if (end < from.length) {
                at = end + 1;
                return taken();
            }
            part = files.part(tenant, fileId, nextPart++);
            at = 0;
        }
        return some ? taken() : null;
    }

    private void keep(byte[] from, int end) {
        if (line.size() + (end - at) > BatchSettings.MAX_LINE_BYTES) {
            tooLong = true;
            line.reset();
        } else if (!tooLong) {
            line.write(from, at, end - at);
        }
    }

    private Line taken() {
        number++;
        return new Line(number, tooLong ? null : line.toByteArray());
    }

    private static boolean blank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
