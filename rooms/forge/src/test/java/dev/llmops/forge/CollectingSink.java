// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a call's frames, checks the order and the thread that the door promises, and lets a test wait for the end. */
final class CollectingSink implements FrameSink {
    final List<String> order = new CopyOnWriteArrayList<>();
    final List<Throwable> violations = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CollectingSink> ended = new CompletableFuture<>();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private volatile Consumer<ByteBuffer> onBytes = ignored -> {};
    private @Nullable Thread thread;
    volatile boolean starting;
    volatile int status;
    volatile String contentType = "";
    volatile long contentLength;
    volatile String last = "";
    volatile @Nullable TokenUsage usage;
    volatile @Nullable UpstreamFailure failure;

    void onBytes(Consumer<ByteBuffer> handler) {
        onBytes = handler;
    }

    /** Waits at most ten seconds for end or error. */
    CollectingSink await() {
        try {
            ended.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no end after 10 s; heard " + order, e);
        }
        if (!violations.isEmpty()) {
            throw new AssertionError("the door's promise is broken", violations.getFirst());
        }
        return this;
    }

    boolean isDone() {
        return ended.isDone();
    }

    String passed() {
        synchronized (passed) {
            return passed.toString(UTF_8);
        }
    }

    int passedBytes() {
        synchronized (passed) {
            return passed.size();
        }
    }

    TokenUsage usage() {
        TokenUsage known = usage;
        if (known == null) {
            throw new AssertionError("no usage; heard " + order + " " + failure);
        }
        return known;
    }

    UpstreamFailure failure() {
        UpstreamFailure known = failure;
        if (known == null) {
            throw new AssertionError("no failure; heard " + order + " " + passed() + last);
        }
        return known;
    }

    /** All that a client would have received. */
    String whole() {
        return passed() + last;
    }

    @Override
    public void head(int newStatus, String newContentType, long newContentLength) {
        check("head", order.isEmpty());
        status = newStatus;
        contentType = newContentType;
        contentLength = newContentLength;
    }

    @Override
    public void bytes(ByteBuffer data) {
        check("bytes", order.contains("head"));
        synchronized (passed) {
            passed.writeBytes(copy(data));
        }
        onBytes.accept(data);
    }

    @Override
    public void usage(TokenUsage reported) {
        check("usage", order.contains("head") && !order.contains("usage"));
        usage = reported;
    }

    @Override
    public void end(ByteBuffer data) {
        check("end", order.contains("usage"));
        last = new String(copy(data), UTF_8);
        ended.complete(this);
    }

    @Override
    public void error(UpstreamFailure why, @Nullable TokenUsage soFar) {
        check("error", true);
        failure = why;
        usage = soFar;
        ended.complete(this);
    }

    private void check(String call, boolean inOrder) {
        Thread now = Thread.currentThread();
        if (thread == null) {
            thread = now;
        }
        if (!inOrder || ended.isDone() || starting || !now.equals(thread)) {
            violations.add(
                    new IllegalStateException(call + " after " + order + " on " + now + " within start: " + starting));
        }
        order.add(call);
    }

    private static byte[] copy(ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        return copy;
    }
}
