// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one event loop records its calls. Used by one thread at a time and without a lock. */
final class CallLog {
    private final IngestLog.Lane lane;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(UsageCodec.MAX_BYTES);
    private final Deque<Ending> orphans = new ArrayDeque<>();
    private ErrorCode lastRefusal = ErrorCode.OVERLOADED;

    CallLog(IngestLog.Lane lane) {
        this.lane = lane;
    }

    /**
     * Closes the streams that a process before this one left open. Called once, before the first record.
     *
     * @return how many there were
     */
    int recover() {
        Map<String, UsageRecord> open = new LinkedHashMap<>();
        lane.replayTail(bytes -> {
            if (UsageCodec.isUsage(bytes)) {
                switch (UsageCodec.read(bytes)) {
                    case UsageCodec.Opened opened -> open.put(opened.callId(), opened.call());
                    case UsageCodec.Closed closed -> open.remove(closed.callId());
                    case UsageCodec.Completed ignored -> {}
                }
            }
        });
        open.values()
                .forEach(call -> orphans.add(new Ending(
                        call.callId(),
                        CallStatus.ABORTED,
                        call.errorCode(),
                        call.durationMillis(),
                        call.ttftMillis(),
                        call.usage())));
        closeOrphans();
        return open.size();
    }

    /** Whether a call may begin: its record will find room. */
    boolean accepting() {
        if (!lane.accepting()) {
            return false;
        }
        return orphans.isEmpty() || closeOrphans();
    }

    private boolean closeOrphans() {
        try {
            for (Ending orphan = orphans.peek(); orphan != null; orphan = orphans.peek()) {
                write(orphan);
                orphans.remove();
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Why the log takes no more, as far as it has said. */
    ErrorCode lastRefusal() {
        return lastRefusal;
    }

    void complete(UsageRecord call) {
        UsageCodec.write(scratch, UsageCodec.Kind.COMPLETE, call);
        append();
    }

    void open(UsageRecord call) {
        UsageCodec.write(scratch, UsageCodec.Kind.OPEN, call);
        append();
    }

    void close(Ending ending) {
        write(ending);
    }

    /** Closes an opened call as soon as there is room, at once if possible; nobody waits for it. */
    void closeWhenPossible(Ending ending) {
        orphans.add(ending);
        closeOrphans();
    }

    private void write(Ending ending) {
        UsageCodec.writeClose(
                scratch,
                ending.callId,
                ending.status,
                ending.errorCode,
                ending.durationMillis,
                ending.ttftMillis,
                ending.usage);
        append();
    }

    private void append() {
        try {
            lane.append(scratch);
            lastRefusal = ErrorCode.OVERLOADED;
        } catch (Problem e) {
            lastRefusal = e.code() == ErrorCode.STORAGE_FULL ? ErrorCode.STORAGE_FULL : ErrorCode.OVERLOADED;
            throw e;
        }
    }

    /** How an opened call ended. */
    record Ending(
            String callId,
            CallStatus status,
            @Nullable String errorCode,
            long durationMillis,
            long ttftMillis,
            TokenUsage usage) {}
}
