// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers an answer while it passes, to be kept once it is complete and known to be sound. One that grows too large, or
 * that carries an error although it ended well, is not kept.
 */
public final class AnswerFill {
    private static final byte[] ERROR = "\"error\"".getBytes(US_ASCII);
    /** How a response of OpenAI's newer dialect says that it is not whole. */
    private static final byte[] STATUS = "\"status\"".getBytes(US_ASCII);

    private static final Set<String> UNSOUND = Set.of("\"failed\"", "\"incomplete\"", "\"cancelled\"");

    private final int maxBytes;
    private final Place place;
    private @Nullable ByteArrayOutputStream gathered = new ByteArrayOutputStream(1_024);

    /** Where the answer goes. */
    interface Place {
        void keep(int status, String contentType, byte[] bytes);
    }

    AnswerFill(int maxBytes, Place place) {
        this.maxBytes = maxBytes;
        this.place = place;
    }

    public void passed(ByteBuffer data) {
        ByteArrayOutputStream so = gathered;
        if (so == null) {
            return;
        }
        if (so.size() + data.remaining() > maxBytes) {
            gathered = null;
            return;
        }
        if (data.hasArray()) {
            so.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
        } else {
            byte[] copy = new byte[data.remaining()];
            data.duplicate().get(copy);
            so.write(copy, 0, copy.length);
        }
    }

    /** What was gathered is void: another attempt follows. */
    public void startOver() {
        gathered = new ByteArrayOutputStream(1_024);
    }

    /** Nothing will be kept. */
    public void discard() {
        gathered = null;
    }

    /** The answer has reached its end and its call is recorded. */
    public void complete(int status, @Nullable String contentType) {
        ByteArrayOutputStream so = gathered;
        gathered = null;
        if (so == null || status != 200 || contentType == null || so.size() == 0) {
            return;
        }
        byte[] bytes = so.toByteArray();
        if (sound(bytes)) {
            place.keep(status, contentType, bytes);
        }
    }

    /** A quote within a text is escaped, so that what is found here is a member. */
    static boolean sound(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '"' && (errorAt(bytes, i) || unsoundAt(bytes, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean errorAt(byte[] bytes, int at) {
        int value = valueAfter(bytes, at, ERROR);
        return value >= 0 && bytes[value] != 'n';
    }

    private static boolean unsoundAt(byte[] bytes, int at) {
        int value = valueAfter(bytes, at, STATUS);
        return value >= 0
                && UNSOUND.stream()
                        .anyMatch(word -> value + word.length() <= bytes.length
                                && word.equals(new String(bytes, value, word.length(), US_ASCII)));
    }

    /** Where the value of a member begins that stands here; −1 when another does. */
    private static int valueAfter(byte[] bytes, int at, byte[] name) {
        if (at + name.length > bytes.length) {
            return -1;
        }
        for (int i = 1; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return -1;
            }
        }
        int next = skipSpace(bytes, at + name.length);
        if (next >= bytes.length || bytes[next] != ':') {
            return -1;
        }
        next = skipSpace(bytes, next + 1);
        return next < bytes.length ? next : -1;
    }

    private static int skipSpace(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
