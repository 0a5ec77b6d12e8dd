// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The ingest log in memory, with a disk that can be full. */
final class MemoryLog implements IngestLog {
    /** In the order of their writing, over all lanes. */
    final List<UsageCodec.Entry> entries = new CopyOnWriteArrayList<>();

    final AtomicInteger written = new AtomicInteger();
    final Map<String, List<ByteBuffer>> lanes = new ConcurrentHashMap<>();
    volatile boolean full;
    volatile boolean keep = true;
    /** Records that find no room although the lane said that it had some. */
    volatile Predicate<UsageCodec.Entry> noRoomFor = ignored -> false;

    List<UsageCodec.Entry> of(String callId) {
        return entries.stream().filter(entry -> entry.callId().equals(callId)).toList();
    }

    @Override
    public Lane lane(String name) {
        List<ByteBuffer> records = lanes.computeIfAbsent(name, ignored -> new CopyOnWriteArrayList<>());
        return new Lane() {
            private final List<ByteBuffer> staged = new ArrayList<>();

            @Override
            public void append(ByteBuffer record) {
                write(List.of(copy(record)));
            }

            @Override
            public void stage(ByteBuffer record) {
                staged.add(copy(record));
            }

            @Override
            public void writeStaged() {
                List<ByteBuffer> together = List.copyOf(staged);
                staged.clear();
                write(together);
            }

            private ByteBuffer copy(ByteBuffer record) {
                return ByteBuffer.allocate(record.remaining()).put(record).flip();
            }

            private void write(List<ByteBuffer> together) {
                written.addAndGet(together.size());
                if (!keep) {
                    return;
                }
                List<UsageCodec.Entry> read = together.stream()
                        .map(record -> UsageCodec.read(record.duplicate()))
                        .toList();
                if (full || read.stream().anyMatch(noRoomFor)) {
                    throw new Problem(ErrorCode.STORAGE_FULL, "no room");
                }
                records.addAll(together);
                entries.addAll(read);
            }

            @Override
            public boolean accepting() {
                return !full;
            }

            @Override
            public void replayTail(Consumer<ByteBuffer> reader) {
                records.forEach(record -> reader.accept(record.duplicate()));
            }
        };
    }

    @Override
    public CompletionStage<Void> append(Iterable<ByteBuffer> records) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }
}
