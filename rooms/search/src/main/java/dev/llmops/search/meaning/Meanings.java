// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.home.ThreadPriority;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The encoder, loaded at its first use and run on two platform threads: native calls would pin the carriers of virtual
 * ones. One thread is for queries, so that they never wait behind the texts of a large import.
 */
@Singleton
public final class Meanings implements AutoCloseable {
    private static final int QUEUE = 64;
    private static final int KEPT_QUERIES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A text is encoded in what others leave of the processor, and they may leave little for long. */
    private static final Duration TEXT_PATIENCE = Duration.ofMinutes(10);

    private final Supplier<? extends TextEncoder> loader;
    private final ThreadPoolExecutor queries =
            pool(Thread.ofPlatform().name("search-meaning-query").daemon().factory(), QUEUE);
    private final ThreadPoolExecutor texts = pool(Meanings::idleThread, 4);
    private final Map<String, float[]> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > KEPT_QUERIES;
        }
    };
    private volatile @Nullable TextEncoder encoder;

    @Inject
    public Meanings() {
        this(MiniLm::load);
    }

    /** For tests and benchmarks, with an encoder of their own. */
    public Meanings(Supplier<? extends TextEncoder> loader) {
        this.loader = loader;
    }

    private static ThreadPoolExecutor pool(ThreadFactory threads, int queue) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A user waits for a query and nobody for a text: what the machine has to do goes before. */
    private static Thread idleThread(Runnable work) {
        return Thread.ofPlatform().name("search-meaning-text").daemon().unstarted(() -> {
            ThreadPriority.idle();
            work.run();
        });
    }

    /** Names the encoder in what is kept on disk. */
    public String model() {
        return MiniLm.NAME;
    }

    /** Whether a query can be encoded at once; when not, loading begins. */
    public boolean warm() {
        if (encoder != null) {
            return true;
        }
        try {
            queries.execute(this::encoder);
        } catch (RejectedExecutionException e) {
            return false;
        }
        return false;
    }

    private TextEncoder encoder() {
        TextEncoder ready = encoder;
        if (ready == null) {
            synchronized (this) {
                ready = encoder;
                if (ready == null) {
                    ready = loader.get();
                    encoder = ready;
                }
            }
        }
        return ready;
    }

    /** The meaning of what somebody searches for. Refuses with {@code rate_limited} when too many ask. */
    public float[] ofQuery(String text) {
        synchronized (kept) {
            float[] known = kept.get(text);
            if (known != null) {
                return known;
            }
        }
        float[] vector = wait(submit(queries, () -> encoder().encode(text)), PATIENCE);
        synchronized (kept) {
            kept.put(text, vector);
        }
        return vector;
    }

    /** The meaning of a text that is indexed. Waits. */
    public float[] ofText(String text) {
        // A query may wait for the loading, which is therefore not for the idle thread.
        TextEncoder ready = encoder == null ? wait(submit(queries, this::encoder), TEXT_PATIENCE) : encoder();
        return wait(submit(texts, () -> ready.encode(text)), TEXT_PATIENCE);
    }

    private static <T> Future<T> submit(ThreadPoolExecutor pool, Callable<T> work) {
        try {
            return pool.submit(work);
        } catch (RejectedExecutionException e) {
            throw new Problem(
                    ErrorCode.RATE_LIMITED,
                    "Too many searches by meaning at once; try again, or search with mode=text",
                    Duration.ofSeconds(1));
        }
    }

    private static <T> T wait(Future<T> answer, Duration patience) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw unavailable();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the encoder failed", e.getCause());
        }
    }

    private static Problem unavailable() {
        return new Problem(
                ErrorCode.UNAVAILABLE,
                "The meaning was not found in time; mode=text needs none",
                Duration.ofSeconds(1));
    }

    @Override
    @PreDestroy
    public void close() {
        queries.shutdownNow();
        texts.shutdownNow();
    }
}
