// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Usage on the ingest log, in binary: written twice per streamed call on the hot path, so it costs no parser and no
 * allocation beyond the strings' bytes. Little endian; a string is an unsigned 16-bit length and UTF-8, length 0xFFFF
 * is null.
 *
 * <pre>
 * byte    0x01 or 0x02   form and version; a JSON event begins with '{'
 * byte    kind           0 complete, 1 open, 2 close
 * string  call_id
 * kinds complete and open: tenant, subscription_id, key_id, service_id, service, service_version, model,
 *         price_provider, price_model, int64 started_at in epoch milliseconds, byte stream, byte simulated
 * all kinds: byte status (CallStatus.code), string error_code, int64 duration_millis, int64 ttft_millis,
 *         int64 input, output, cached_input, reasoning, byte estimated
 * form 2 alone: int64 cache_write, long_cache_write, audio_input, cached_audio_input, audio_output, image_input
 * </pre>
 *
 * <p>Form 2 is written only for a call that has such parts; all others stay as short as they were before there was one.
 *
 * <p>In an open record the part of all kinds holds the estimate that recovery closes the call with, should the process
 * die before its close record; its status is then {@code aborted}.
 */
public final class UsageCodec {
    private static final byte FORM = 0x01;
    private static final byte FORM_WITH_PARTS = 0x02;

    /** Room enough for any record the gateway writes: its strings are bounded. */
    public static final int MAX_BYTES = 8 * 1024;

    private static final int NULL_LENGTH = 0xFFFF;

    private UsageCodec() {}

    /** Whether a log record is usage in this form. */
    public static boolean isUsage(ByteBuffer logRecord) {
        if (!logRecord.hasRemaining()) {
            return false;
        }
        byte form = logRecord.get(logRecord.position());
        return form == FORM || form == FORM_WITH_PARTS;
    }

    /** Writes a call that is over, or with {@link Kind#OPEN} one that has begun. The buffer is left ready to be read. */
    public static void write(ByteBuffer target, Kind kind, UsageRecord call) {
        target.clear().order(ByteOrder.LITTLE_ENDIAN);
        target.put(form(call.usage())).put(kind.code);
        put(target, call.callId());
        if (kind != Kind.CLOSE) {
            put(target, call.tenant().value());
            put(target, call.subscriptionId());
            put(target, call.keyId());
            put(target, call.serviceId());
            put(target, call.service());
            put(target, call.serviceVersion());
            put(target, call.model());
            put(target, call.priceProvider());
            put(target, call.priceModel());
            target.putLong(call.startedAt().toEpochMilli());
            target.put((byte) (call.stream() ? 1 : 0));
            target.put((byte) (call.simulated() ? 1 : 0));
        }
        putOutcome(target, call.status(), call.errorCode(), call.durationMillis(), call.ttftMillis(), call.usage());
        target.flip();
    }

    /** Writes the end of a call whose open record is in the log. */
    public static void writeClose(
            ByteBuffer target,
            String callId,
            CallStatus status,
            @Nullable String errorCode,
            long durationMillis,
            long ttftMillis,
            TokenUsage usage) {
        target.clear().order(ByteOrder.LITTLE_ENDIAN);
        target.put(form(usage)).put(Kind.CLOSE.code);
        put(target, callId);
        putOutcome(target, status, errorCode, durationMillis, ttftMillis, usage);
        target.flip();
    }

    /** Reads one record; the position moves to its end. Throws {@link IllegalArgumentException} when it is not one. */
    public static Entry read(ByteBuffer source) {
        return read(source, null);
    }

    /** As {@link #read(ByteBuffer)}, for who reads many: what the records repeat is taken from the texts. */
    public static Entry read(ByteBuffer source, @Nullable UsageTexts texts) {
        source.order(ByteOrder.LITTLE_ENDIAN);
        if (!isUsage(source)) {
            throw new IllegalArgumentException("not a usage record");
        }
        boolean withParts = source.get() == FORM_WITH_PARTS;
        Kind kind = Kind.of(source.get());
        String callId = string(source, null);
        return switch (kind) {
            case CLOSE -> {
                Outcome outcome = outcome(source, texts, withParts);
                yield new Closed(
                        callId,
                        outcome.status(),
                        outcome.errorCode(),
                        outcome.durationMillis(),
                        outcome.ttftMillis(),
                        outcome.usage());
            }
            case OPEN -> new Opened(call(callId, source, texts, withParts));
            case COMPLETE -> new Completed(call(callId, source, texts, withParts));
        };
    }

    private static UsageRecord call(String callId, ByteBuffer source, @Nullable UsageTexts texts, boolean withParts) {
        TenantId tenant = tenant(source, texts);
        String subscriptionId = string(source, texts);
        String keyId = string(source, texts);
        String serviceId = string(source, texts);
        String service = string(source, texts);
        String serviceVersion = string(source, texts);
        String model = string(source, texts);
        String priceProvider = string(source, texts);
        String priceModel = string(source, texts);
        Instant startedAt = Instant.ofEpochMilli(source.getLong());
        boolean stream = source.get() == 1;
        boolean simulated = source.get() == 1;
        Outcome outcome = outcome(source, texts, withParts);
        return new UsageRecord(
                callId,
                tenant,
                subscriptionId,
                keyId,
                serviceId,
                service,
                serviceVersion,
                model,
                priceProvider,
                priceModel,
                startedAt,
                outcome.durationMillis(),
                outcome.ttftMillis(),
                stream,
                outcome.status(),
                outcome.errorCode(),
                outcome.usage(),
                simulated);
    }

    private static void putOutcome(
            ByteBuffer target,
            CallStatus status,
            @Nullable String errorCode,
            long durationMillis,
            long ttftMillis,
            TokenUsage usage) {
        target.put(status.code());
        put(target, errorCode);
        target.putLong(durationMillis);
        target.putLong(ttftMillis);
        TokenNumbers.put(target, usage);
    }

    private static byte form(TokenUsage usage) {
        return TokenNumbers.hasParts(usage) ? FORM_WITH_PARTS : FORM;
    }

    private static Outcome outcome(ByteBuffer source, @Nullable UsageTexts texts, boolean withParts) {
        CallStatus status = CallStatus.of(source.get());
        String errorCode = nullableString(source, texts);
        long durationMillis = source.getLong();
        long ttftMillis = source.getLong();
        return new Outcome(status, errorCode, durationMillis, ttftMillis, TokenNumbers.read(source, withParts));
    }

    private static void put(ByteBuffer target, @Nullable String text) {
        if (text == null) {
            target.putShort((short) NULL_LENGTH);
            return;
        }
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length >= NULL_LENGTH) {
            throw new IllegalArgumentException("a string of " + bytes.length + " bytes does not fit a usage record");
        }
        target.putShort((short) bytes.length).put(bytes);
    }

    private static @Nullable String nullableString(ByteBuffer source, @Nullable UsageTexts texts) {
        int length = Short.toUnsignedInt(source.getShort());
        if (length == NULL_LENGTH) {
            return null;
        }
        if (length > source.remaining()) {
            throw new IllegalArgumentException("a string of a usage record reaches beyond its end");
        }
        return texts == null ? UsageTexts.plain(source, length) : texts.read(source, length);
    }

    private static String string(ByteBuffer source, @Nullable UsageTexts texts) {
        String text = nullableString(source, texts);
        if (text == null) {
            throw new IllegalArgumentException("a required string is null in a usage record");
        }
        return text;
    }

    private static TenantId tenant(ByteBuffer source, @Nullable UsageTexts texts) {
        int length = Short.toUnsignedInt(source.getShort(source.position()));
        if (texts == null || length > source.remaining() - Short.BYTES) {
            return new TenantId(string(source, null));
        }
        source.getShort();
        return texts.tenant(source, length);
    }

    /** Which part of a call a record tells. */
    public enum Kind {
        COMPLETE(0),
        OPEN(1),
        CLOSE(2);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Kind of(byte code) {
            return switch (code) {
                case 0 -> COMPLETE;
                case 1 -> OPEN;
                case 2 -> CLOSE;
                default -> throw new IllegalArgumentException("unknown kind " + code + " of usage record");
            };
        }
    }

    /** A record that was read. */
    public sealed interface Entry {
        String callId();
    }

    /** The whole call in one record. */
    public record Completed(UsageRecord call) implements Entry {
        @Override
        public String callId() {
            return call.callId();
        }
    }

    /** A stream began; the record says what it is closed with if nothing follows. */
    public record Opened(UsageRecord call) implements Entry {
        @Override
        public String callId() {
            return call.callId();
        }
    }

    /** A stream that was opened before ended. */
    public record Closed(
            String callId,
            CallStatus status,
            @Nullable String errorCode,
            long durationMillis,
            long ttftMillis,
            TokenUsage usage)
            implements Entry {}

    private record Outcome(
            CallStatus status, @Nullable String errorCode, long durationMillis, long ttftMillis, TokenUsage usage) {}
}
