// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageCodecTest {
    @Property(tries = 300)
    void whatIsWrittenReadsBack(
            @ForAll @StringLength(max = 200) String service,
            @ForAll @StringLength(max = 200) String model,
            @ForAll CallStatus status,
            @ForAll @LongRange(min = 0) long input,
            @ForAll boolean stream) {
        UsageRecord call = call(service, model, status, input, stream, null);
        ByteBuffer buffer = ByteBuffer.allocateDirect(UsageCodec.MAX_BYTES);

        UsageCodec.write(buffer, UsageCodec.Kind.COMPLETE, call);

        assertThat(UsageCodec.isUsage(buffer)).isTrue();
        assertThat(UsageCodec.read(buffer)).isEqualTo(new UsageCodec.Completed(call));
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void anOpenAndItsCloseCarryTheSameId() {
        UsageRecord call = call("chat", "m@1.0.0", CallStatus.ABORTED, 12, true, "client_closed");
        ByteBuffer buffer = ByteBuffer.allocate(UsageCodec.MAX_BYTES);

        UsageCodec.write(buffer, UsageCodec.Kind.OPEN, call);
        UsageCodec.Entry opened = UsageCodec.read(buffer);
        UsageCodec.writeClose(buffer, call.callId(), CallStatus.SUCCESS, null, 80, 9, TokenUsage.counted(12, 34));
        UsageCodec.Entry closed = UsageCodec.read(buffer);

        assertThat(opened).isEqualTo(new UsageCodec.Opened(call));
        assertThat(closed)
                .isEqualTo(new UsageCodec.Closed(
                        call.callId(), CallStatus.SUCCESS, null, 80, 9, TokenUsage.counted(12, 34)));
    }

    @Property(tries = 300)
    void thePartsOfACallReadBackToo(@ForAll @Size(6) List<@LongRange(min = 0, max = 3) Long> parts) {
        TokenUsage usage = TokenUsage.counted(100, 50)
                .withCacheWrite(parts.get(0), parts.get(1))
                .withAudio(parts.get(2), parts.get(3), parts.get(4))
                .withImageInput(parts.get(5));
        ByteBuffer buffer = ByteBuffer.allocate(UsageCodec.MAX_BYTES);

        UsageCodec.writeClose(buffer, "id", CallStatus.SUCCESS, null, 80, 9, usage);

        assertThat(UsageCodec.isUsage(buffer)).isTrue();
        assertThat(UsageCodec.read(buffer))
                .isEqualTo(new UsageCodec.Closed("id", CallStatus.SUCCESS, null, 80, 9, usage));
        assertThat(buffer.hasRemaining()).isFalse();
    }

    /** As written before there were parts: form 1, a close record. */
    @Test
    void recordsOfTheFirstFormAreReadable() {
        String hex = "01" + "02" + "0200" + "6964" + "02" + "ffff" + "5000000000000000" + "0900000000000000"
                + "0c00000000000000" + "2200000000000000" + "0400000000000000" + "0300000000000000" + "01";
        TokenUsage usage = TokenUsage.estimate(12, 34).withCachedInput(4).withReasoning(3);
        CallStatus status = CallStatus.of((byte) 2);

        assertThat(UsageCodec.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isEqualTo(new UsageCodec.Closed("id", status, null, 80, 9, usage));
        ByteBuffer written = ByteBuffer.allocate(UsageCodec.MAX_BYTES);
        UsageCodec.writeClose(written, "id", status, null, 80, 9, usage);
        assertThat(HexFormat.of().formatHex(written.array(), 0, written.limit()))
                .as("a call without parts is still written so")
                .isEqualTo(hex);
    }

    @Test
    void aRecordThatEndsBeforeItsPartsIsRefused() {
        ByteBuffer buffer = ByteBuffer.allocate(UsageCodec.MAX_BYTES);
        UsageCodec.writeClose(
                buffer,
                "id",
                CallStatus.SUCCESS,
                null,
                1,
                1,
                TokenUsage.counted(9, 1).withImageInput(4));
        buffer.limit(buffer.limit() - 1);

        assertThatThrownBy(() -> UsageCodec.read(buffer)).isInstanceOf(BufferUnderflowException.class);
    }

    @Test
    void aJsonEventIsNotUsage() {
        ByteBuffer json = ByteBuffer.wrap(new byte[] {'{', '}'});

        assertThat(UsageCodec.isUsage(json)).isFalse();
        assertThatThrownBy(() -> UsageCodec.read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    private static UsageRecord call(
            String service, String model, CallStatus status, long input, boolean stream, @Nullable String errorCode) {
        return new UsageRecord(
                Ulids.next(),
                new TenantId(Ulids.next()),
                "sub",
                "key",
                "svc",
                service,
                "1.0.0",
                model,
                "openai",
                "gpt-4o-mini",
                Instant.ofEpochMilli(1_790_000_000_123L),
                120,
                15,
                stream,
                status,
                errorCode,
                TokenUsage.estimate(input, 7).withCachedInput(3).withReasoning(2),
                false);
    }
}
