// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Calls as the gateway would write them. */
public final class Calls {
    public static final TenantId ACME = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYA");
    public static final TenantId OTHER = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYB");

    /** One micro-dollar per token; {@code unknown} has no price. */
    static final Pricing PER_TOKEN = (provider, model, usage, at) -> provider.equals("unknown")
            ? new Pricing.Priced.Unpriced("no such provider")
            : new Pricing.Priced.Cost(usage.total(), "test@1");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(UsageCodec.MAX_BYTES);

    /** A call with everything set, to be changed by what follows. */
    public static UsageRecord call(TenantId tenant, String service, Instant at) {
        return call(Ulids.next(), tenant, service, "openai", at, 100, CallStatus.SUCCESS, null, tokens(10, 5), false);
    }

    public static UsageRecord call(
            String id,
            TenantId tenant,
            String service,
            String provider,
            Instant at,
            long durationMillis,
            CallStatus status,
            @Nullable String errorCode,
            TokenUsage usage,
            boolean simulated) {
        return new UsageRecord(
                id,
                tenant,
                "sub-" + service,
                "key-1",
                "01JAZ3K6Q0V8B7M4N2T9R5XWYS",
                service,
                "1.0.0",
                "gpt@1.0.0",
                provider,
                "gpt-4o",
                at,
                durationMillis,
                status == CallStatus.SUCCESS ? durationMillis / 2 : -1,
                false,
                status,
                errorCode,
                usage,
                simulated);
    }

    public static TokenUsage tokens(long input, long output) {
        return TokenUsage.counted(input, output).withCachedInput(input / 2).withReasoning(output / 5);
    }

    public void complete(IngestLog.Lane lane, UsageRecord call) {
        UsageCodec.write(buffer, UsageCodec.Kind.COMPLETE, call);
        lane.append(buffer);
    }

    public void open(IngestLog.Lane lane, UsageRecord call) {
        UsageCodec.write(buffer, UsageCodec.Kind.OPEN, call);
        lane.append(buffer);
    }

    public void close(IngestLog.Lane lane, String callId, CallStatus status, TokenUsage usage) {
        UsageCodec.writeClose(buffer, callId, status, null, 250, 30, usage);
        lane.append(buffer);
    }
}
