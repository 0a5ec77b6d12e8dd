// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.nio.ByteBuffer;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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
        UsageCodec.writeClose(
                buffer, call.callId(), CallStatus.SUCCESS, null, 80, 9, new TokenUsage(12, 34, 0, 0, false));
        UsageCodec.Entry closed = UsageCodec.read(buffer);

        assertThat(opened).isEqualTo(new UsageCodec.Opened(call));
        assertThat(closed)
                .isEqualTo(new UsageCodec.Closed(
                        call.callId(), CallStatus.SUCCESS, null, 80, 9, new TokenUsage(12, 34, 0, 0, false)));
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
                new TokenUsage(input, 7, 3, 2, true),
                false);
    }
}
