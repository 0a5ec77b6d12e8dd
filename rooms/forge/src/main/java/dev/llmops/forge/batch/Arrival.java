// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way in: the event loop puts what arrives in a queue and pauses the client when there is enough of it; a
 * virtual thread takes it out again.
 */
final class Arrival {
    private static final long SILENCE_SECONDS = 30;
    private static final int ENOUGH = 2 * BatchSettings.PART_BYTES;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Context context;
    private final BatchSettings settings;
    private final BlockingQueue<Piece> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable String filename;
    private volatile boolean abandoned;
    private int files;
    private long bytes;
    private long lines;
    private boolean openLine;

    Arrival(RoutingContext routing, Context context, BatchSettings settings) {
        this.routing = routing;
        this.request = routing.request();
        this.context = context;
        this.settings = settings;
    }

    /** What came next: bytes, the end of the request, or that nothing more will come. */
    private sealed interface Piece {
        record Bytes(Buffer data) implements Piece {}

        record End() implements Piece {}

        record Fault(String reason) implements Piece {}
    }

    /** Takes a part of the file, from 0. */
    @FunctionalInterface
    interface Parts {
        void add(int part, byte[] data);
    }

    void begin() {
        context.runOnContext(any -> {
            try {
                request.setExpectMultipart(true);
                request.uploadHandler(this::file);
                request.exceptionHandler(e -> queue.add(new Piece.Fault("the form broke off or is not well-formed")));
                request.endHandler(ended -> queue.add(new Piece.End()));
                if (FileArrivals.waits(request)) {
                    routing.response().writeContinue();
                }
                request.resume();
            } catch (RuntimeException e) {
                queue.add(new Piece.Fault("no form (expected: multipart/form-data with purpose and file)"));
            }
        });
    }

    private void file(HttpServerFileUpload upload) {
        if (++files > 1 || !upload.name().equals("file")) {
            queue.add(new Piece.Fault("a part '" + upload.name() + "' too many (expected: one file, named file)"));
            return;
        }
        filename = upload.filename();
        upload.handler(data -> {
            if (abandoned) {
                return;
            }
            queue.add(new Piece.Bytes(data));
            if (waiting.addAndGet(data.length()) > ENOUGH) {
                request.pause();
            }
        });
    }

    /** Hands the file over in parts until it has arrived. Refuses what is too much, too slow or no form. */
    void drain(Parts parts) {
        Buffer part = Buffer.buffer();
        int number = 0;
        while (true) {
            switch (next()) {
                case Piece.Bytes(Buffer data) -> {
                    count(data);
                    part.appendBuffer(data);
                    taken(data.length());
                }
                case Piece.End() -> {
                    if (part.length() > 0) {
                        parts.add(number, part.getBytes());
                    }
                    requireSome();
                    return;
                }
                case Piece.Fault(String reason) -> throw new Problem(ErrorCode.MALFORMED_REQUEST, "body: " + reason);
            }
            if (part.length() >= BatchSettings.PART_BYTES) {
                parts.add(number++, part.getBytes());
                part = Buffer.buffer();
            }
        }
    }

    /** Nothing more is taken. What is left is thrown away for a while, so that a client that writes can read why. */
    void abandon() {
        abandoned = true;
        queue.clear();
        context.runOnContext(any -> {
            request.resume();
            routing.vertx().setTimer(TimeUnit.SECONDS.toMillis(SILENCE_SECONDS), late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        });
    }

    private void taken(int length) {
        if (waiting.addAndGet(-length) <= ENOUGH / 2) {
            context.runOnContext(any -> request.resume());
        }
    }

    private Piece next() {
        try {
            Piece piece = queue.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
            if (piece != null) {
                return piece;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(ErrorCode.UPLOAD_TOO_SLOW, "Nothing arrived for " + SILENCE_SECONDS + " s");
    }

    private void count(Buffer data) {
        bytes += data.length();
        for (int i = 0; i < data.length(); i++) {
            boolean end = data.getByte(i) == '\n';
            lines += end ? 1 : 0;
            openLine = !end;
        }
        if (bytes > settings.maxFileBytes()) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "file: more than " + settings.maxFileBytes() + " bytes");
        }
        if (lines() > settings.maxLines()) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "file: more than " + settings.maxLines() + " lines");
        }
    }

    private void requireSome() {
        if (bytes == 0) {
            throw Problem.invalid("file", filename, "a file with at least one line");
        }
    }

    @Nullable
    String form(String name) {
        return request.getFormAttribute(name);
    }

    @Nullable
    String filename() {
        return filename;
    }

    long bytes() {
        return bytes;
    }

    long lines() {
        return lines + (openLine ? 1 : 0);
    }
}
