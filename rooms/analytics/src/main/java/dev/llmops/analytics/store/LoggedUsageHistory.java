// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageHistory;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes simulated calls of the past to the log, in bounded portions. */
public final class LoggedUsageHistory implements UsageHistory {
    private static final Duration OLDEST = Duration.ofDays(400);
    private static final int PORTION = 1000;

    private final IngestLog log;
    private final Clock clock;

    public LoggedUsageHistory(IngestLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void backfill(List<UsageRecord> calls) {
        Instant oldest = clock.instant().minus(OLDEST);
        for (UsageRecord call : calls) {
            if (!call.simulated()) {
                throw Problem.invalid("simulated", false, "true: real calls come from the gateway");
            }
            if (call.startedAt().isBefore(oldest)) {
                throw Problem.invalid("started_at", call.startedAt(), "at most 400 days ago");
            }
        }
        for (int start = 0; start < calls.size(); start += PORTION) {
            append(calls.subList(start, Math.min(calls.size(), start + PORTION)));
        }
    }

    private void append(List<UsageRecord> portion) {
        List<ByteBuffer> records = new ArrayList<>(portion.size());
        ByteBuffer buffer = ByteBuffer.allocate(UsageCodec.MAX_BYTES);
        for (UsageRecord call : portion) {
            UsageCodec.write(buffer, UsageCodec.Kind.COMPLETE, call);
            records.add(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
        }
        await(log.append(records));
    }

    /** Waits until records are durable; a refusal of the log is thrown as it is. */
    public static void await(CompletionStage<Void> appended) {
        try {
            appended.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new Problem(
                        ErrorCode.OVERLOADED,
                        "The disk did not take the records in time; send them again",
                        Duration.ofSeconds(5));
            }
            throw e;
        }
    }
}
