// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One metered call, as the gateway writes it to the ingest log and analytics stores it: exactly one row per call id.
 *
 * <p>On the log a call is one {@code complete} record, or for streams an {@code open} record before the first byte
 * reaches the client and a {@code close} record before the last. {@link UsageCodec} is the wire form.
 *
 * @param callId a ULID, answered as {@code x-request-id} and sent upstream
 * @param startedAt when the request was read
 * @param ttftMillis to the first byte of the answer; −1 when there was none
 * @param model the registry's model, {@code name@version}
 * @param simulated true for backfilled history that never happened
 */
public record UsageRecord(
        String callId,
        TenantId tenant,
        String subscriptionId,
        String keyId,
        String serviceId,
        String service,
        String serviceVersion,
        String model,
        String priceProvider,
        String priceModel,
        Instant startedAt,
        long durationMillis,
        long ttftMillis,
        boolean stream,
        CallStatus status,
        @Nullable String errorCode,
        TokenUsage usage,
        boolean simulated) {}
