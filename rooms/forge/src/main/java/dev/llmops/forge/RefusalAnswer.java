// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A status of 400 or above, with the upstream's own words as far as they are worth keeping. */
final class RefusalAnswer implements Answer {
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private final HttpCall call;
    private final HttpResponse head;
    private ByteBuffer body = Bytes.NONE;

    RefusalAnswer(HttpCall call, HttpResponse head) {
        this.call = call;
        this.head = head;
    }

    @Override
    public void bytes(ByteBuffer data) {
        int room = Math.min(data.remaining(), MAX_BYTES - body.remaining());
        ByteBuffer grown = ByteBuffer.allocate(body.remaining() + room);
        grown.put(body.duplicate()).put(data.slice(data.position(), room));
        body = grown.flip();
        if (body.remaining() == MAX_BYTES) {
            end();
        }
    }

    @Override
    public void end() {
        Duration retryAfter = retryAfter(
                head.headers().get("retry-after-ms"), head.headers().get(HttpHeaderNames.RETRY_AFTER), call.now());
        Refused refused =
                new Refused(head.status().code(), head.headers().get(HttpHeaderNames.CONTENT_TYPE), body, retryAfter);
        Translation translation = call.translation();
        call.fail(translation == null ? refused : translation.refusal(refused));
    }

    /** Milliseconds, seconds or an HTTP date; null when neither header says anything that can be read. */
    static @Nullable Duration retryAfter(@Nullable String millis, @Nullable String header, Instant now) {
        if (millis != null && NUMBER.matcher(millis.strip()).matches()) {
            return Duration.ofMillis((long) Math.ceil(Double.parseDouble(millis.strip())));
        }
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (NUMBER.matcher(text).matches()) {
            return Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1_000));
        }
        try {
            Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return when.isAfter(now) ? Duration.between(now, when) : Duration.ZERO;
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }
}
