// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Takes files as forms with a {@code purpose} and a {@code file}; no more of one than two parts is in memory. */
@Singleton
final class FileArrivals {
    private static final int LONGEST_NAME = 255;

    private final ConsumerDesk desk;
    private final Files files;
    private final BatchSettings settings;
    private final Semaphore places = new Semaphore(BatchSettings.UPLOADS);

    FileArrivals(ConsumerDesk desk, Files files, BatchSettings settings) {
        this.desk = desk;
        this.files = files;
        this.settings = settings;
    }

    void take(RoutingContext routing) {
        desk.onThread(routing, (consumer, context) -> {
            if (!places.tryAcquire()) {
                throw new Problem(
                        ErrorCode.OVERLOADED,
                        "As many files arrive as are taken at once; try again",
                        Duration.ofSeconds(1));
            }
            try {
                receive(routing, consumer, context);
            } finally {
                places.release();
            }
        });
    }

    private void receive(RoutingContext routing, Consumer consumer, Context context) {
        FileDao.Row row = files.arriving(consumer);
        Arrival arrival = new Arrival(routing, context, settings);
        boolean kept = false;
        try {
            arrival.begin();
            arrival.drain((part, data) -> files.addPart(consumer, row.id(), part, data));
            requirePurpose(arrival.form("purpose"));
            FileDao.Row ready = files.ready(consumer, row, shown(arrival.filename()), arrival.bytes(), arrival.lines());
            kept = true;
            byte[] json = ConsumerDesk.json(FileObject.of(ready));
            context.runOnContext(any -> routing.response()
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(json)));
        } finally {
            if (!kept) {
                arrival.abandon();
                files.drop(consumer, row.id());
            }
        }
    }

    private static void requirePurpose(@Nullable String purpose) {
        if (!"batch".equals(purpose)) {
            throw Problem.invalid("purpose", purpose, "batch");
        }
    }

    private static String shown(@Nullable String filename) {
        String name = filename == null || filename.isBlank() ? "file.jsonl" : filename.replaceAll("\\p{Cntrl}", "_");
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** Whether the client waits to be told to go on. */
    static boolean waits(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }
}
