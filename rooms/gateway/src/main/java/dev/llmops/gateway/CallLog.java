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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where one event loop records its calls. Used by one thread at a time and without a lock. */
final class CallLog {
    /** What the log adds to a record. */
    private static final int FRAME_BYTES = 8;

    private final IngestLog.Lane lane;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(UsageCodec.MAX_BYTES);
    private final Deque<Ending> orphans = new ArrayDeque<>();
    private ErrorCode lastRefusal = ErrorCode.OVERLOADED;
    private Batch batch = new Batch();

    CallLog(IngestLog.Lane lane) {
        this.lane = lane;
    }

    /** What calls record in one turn of the loop, written by the first of them whose turn it is to go on. */
    private final class Batch {
        private int bytes;
        private boolean written;
        private @Nullable RuntimeException refusal;

        private void write() {
            if (written) {
                return;
            }
            written = true;
            batch = new Batch();
            try {
                lane.writeStaged();
                lastRefusal = ErrorCode.OVERLOADED;
            } catch (RuntimeException e) {
                refusal = e;
                refused(e);
            }
        }
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

    /** Records a call together with others; tells, at the end of the turn, null or why there was no room for it. */
    void complete(UsageRecord call, Turn turn, Consumer<@Nullable RuntimeException> then) {
        UsageCodec.write(scratch, UsageCodec.Kind.COMPLETE, call);
        stage(turn, then);
    }

    void close(Ending ending, Turn turn, Consumer<@Nullable RuntimeException> then) {
        encode(ending);
        stage(turn, then);
    }

    private void stage(Turn turn, Consumer<@Nullable RuntimeException> then) {
        int size = scratch.remaining() + FRAME_BYTES;
        if (batch.bytes + size > IngestLog.MAX_STAGED_BYTES) {
            batch.write();
        }
        Batch mine = batch;
        try {
            lane.stage(scratch);
            mine.bytes += size;
        } catch (RuntimeException e) {
            refused(e);
            turn.atEnd(() -> then.accept(e));
            return;
        }
        turn.atEnd(() -> {
            mine.write();
            then.accept(mine.refusal);
        });
    }

    void open(UsageRecord call) {
        UsageCodec.write(scratch, UsageCodec.Kind.OPEN, call);
        append();
    }

    /** Closes an opened call as soon as there is room, at once if possible; nobody waits for it. */
    void closeWhenPossible(Ending ending) {
        orphans.add(ending);
        closeOrphans();
    }

    private void write(Ending ending) {
        encode(ending);
        append();
    }

    private void encode(Ending ending) {
        UsageCodec.writeClose(
                scratch,
                ending.callId,
                ending.status,
                ending.errorCode,
                ending.durationMillis,
                ending.ttftMillis,
                ending.usage);
    }

    private void append() {
        try {
            lane.append(scratch);
            lastRefusal = ErrorCode.OVERLOADED;
        } catch (Problem e) {
            refused(e);
            throw e;
        }
    }

    private void refused(RuntimeException e) {
        boolean full = e instanceof Problem problem && problem.code() == ErrorCode.STORAGE_FULL;
        lastRefusal = full ? ErrorCode.STORAGE_FULL : ErrorCode.OVERLOADED;
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
