// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** One thread writes what many wait for: everything that queued up while the disk was busy shares the next fsync. */
final class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int MAX_WAITING = 1024;
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final int MAX_GROUP = 256;

    private final LogLane lane;
    private final Runnable afterSync;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread writer;
    private volatile boolean running = true;

    private GroupCommit(LogLane lane, Runnable afterSync) {
        this.lane = lane;
        this.afterSync = afterSync;
        this.writer = Thread.ofPlatform().daemon().name("ingest-group").unstarted(this::writeUntilStopped);
    }

    static GroupCommit start(LogLane lane, Runnable afterSync) {
        GroupCommit group = new GroupCommit(lane, afterSync);
        group.writer.start();
        return group;
    }

    private record Batch(List<ByteBuffer> records, int frameBytes, CompletableFuture<Void> done) {}

    CompletionStage<Void> append(Iterable<ByteBuffer> records) {
        List<ByteBuffer> payloads = new ArrayList<>();
        long bytes = 0;
        for (ByteBuffer payload : records) {
            bytes += Frame.HEADER_BYTES + Frame.checkedLength(payload);
            payloads.add(payload);
        }
        if (payloads.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (!lane.accepting()) {
            return CompletableFuture.failedFuture(lane.log().refusal());
        }
        long waits = waitingBytes.addAndGet(bytes);
        Batch batch = new Batch(payloads, Math.toIntExact(bytes), new CompletableFuture<>());
        if (!running || waits > MAX_WAITING_BYTES || !waiting.offer(batch)) {
            waitingBytes.addAndGet(-bytes);
            return CompletableFuture.failedFuture(new Problem(
                    ErrorCode.OVERLOADED,
                    "More events arrive than the disk takes; try again shortly",
                    Duration.ofSeconds(1)));
        }
        return batch.done();
    }

    private void writeUntilStopped() {
        List<Batch> group = new ArrayList<>();
        while (running || !waiting.isEmpty()) {
            try {
                Batch first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    waiting.drainTo(group, MAX_GROUP - 1);
                    write(group);
                    group.clear();
                }
            } catch (InterruptedException e) {
                LOG.debug("ingest log: the group writer was woken early");
            }
        }
    }

    private void write(List<Batch> group) {
        List<Batch> written = new ArrayList<>(group.size());
        for (Batch batch : group) {
            waitingBytes.addAndGet(-batch.frameBytes());
            try {
                lane.appendAll(batch.records(), batch.frameBytes());
                written.add(batch);
            } catch (RuntimeException e) {
                batch.done().completeExceptionally(e);
            }
        }
        if (written.isEmpty()) {
            return;
        }
        try {
            synchronized (lane) {
                lane.sync();
            }
            written.forEach(batch -> batch.done().complete(null));
            afterSync.run();
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "ingest log: lane %s could not be made durable", lane.name());
            Problem unsure = new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The events could not be made durable; send them again with the same event_id",
                    LocalIngestLog.RETRY_AFTER);
            written.forEach(batch -> batch.done().completeExceptionally(unsure));
        }
    }

    void stop() {
        running = false;
        if (!waiting.offer(new Batch(List.of(), 0, new CompletableFuture<>()))) {
            LOG.debug("ingest log: the group writer is busy and sees the stop by itself");
        }
        LocalIngestLog.join(writer);
    }
}
