// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.search.meaning.Meanings;
import dev.llmops.search.meaning.VectorStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Computes what is missing: texts that were indexed without their meaning are encoded in the background, kept on disk,
 * and their versions handed to the index again. Text search never waits for it. While the log still fills, most of the
 * processor is left to those who fill it: after each text comes a rest of several times what the text took.
 */
final class MeaningFiller {
    private static final Logger LOG = Logger.getLogger(MeaningFiller.class);
    private static final int BATCH = 256;
    private static final long LOOK_MILLIS = 500;
    private static final long PAUSE_MILLIS = 30_000;
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int RESTS = 5;

    private final Meanings meanings;
    private final VectorStore kept;
    private final Supplier<@Nullable AssetIndex> index;
    private final Runnable handed;
    private final Semaphore applied = new Semaphore(0);
    private volatile Map<TenantId, Set<String>> filled = Map.of();
    private volatile boolean stopping;
    private @Nullable Thread thread;
    private @Nullable EventPosition position;
    private long movedNanos;

    MeaningFiller(Meanings meanings, VectorStore kept, Supplier<@Nullable AssetIndex> index, Runnable handed) {
        this.meanings = meanings;
        this.kept = kept;
        this.index = index;
        this.handed = handed;
    }

    void start() {
        thread = Thread.ofPlatform().name("search-meaning").daemon().start(this::run);
    }

    void stop() {
        stopping = true;
        applied.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.interrupt();
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The versions whose meaning became known since the last call. */
    Map<TenantId, Set<String>> take() {
        Map<TenantId, Set<String>> ready = filled;
        filled = Map.of();
        return ready;
    }

    /** Says that what was taken is in the index, or that the index is another. */
    void applied() {
        applied.release();
    }

    private void run() {
        while (!stopping) {
            try {
                boolean told = applied.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                LOG.tracef("looks for texts without a meaning (told: %s)", told);
                fill();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("the index was replaced meanwhile: %s", e);
            } catch (RuntimeException | LinkageError e) {
                if (stopping || !rest(e)) {
                    return;
                }
            }
        }
    }

    private boolean rest(Throwable failure) {
        LOG.warnf(failure, "the meaning of texts cannot be computed; search by words goes on");
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void fill() throws IOException, InterruptedException {
        AssetIndex current = index.get();
        if (current == null || !filled.isEmpty()) {
            return;
        }
        List<PendingMeaning> pending = current.pendingMeanings(BATCH);
        if (pending.isEmpty()) {
            return;
        }
        Map<String, float[]> vectors = new HashMap<>();
        Map<TenantId, Set<String>> ids = new HashMap<>();
        for (PendingMeaning one : pending) {
            if (stopping) {
                return;
            }
            String digest = AssetText.digest(meanings.model(), one.text());
            if (!vectors.containsKey(digest) && kept.find(digest).isEmpty()) {
                long began = System.nanoTime();
                vectors.put(digest, meanings.ofText(one.text()));
                giveWay(current.position(), System.nanoTime() - began);
            }
            ids.computeIfAbsent(one.tenant(), any -> new HashSet<>()).add(one.id());
        }
        kept.keep(vectors);
        filled = ids;
        handed.run();
    }

    private void giveWay(EventPosition now, long tookNanos) throws InterruptedException {
        if (!now.equals(position)) {
            position = now;
            movedNanos = System.nanoTime();
        }
        if (System.nanoTime() - movedNanos < CALM_NANOS) {
            TimeUnit.NANOSECONDS.sleep(RESTS * tookNanos);
        }
    }
}
