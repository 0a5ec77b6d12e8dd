// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a file, no faster than the client reads it. */
@Singleton
final class FileDownload {
    private static final int PIECE = 64 << 10;
    private static final long STALL_SECONDS = 60;

    private final ConsumerDesk desk;
    private final Files files;

    FileDownload(ConsumerDesk desk, Files files) {
        this.desk = desk;
        this.files = files;
    }

    void send(RoutingContext routing) {
        routing.request().resume();
        desk.onThread(routing, (consumer, context) -> {
            FileDao.Row row = files.row(consumer, BatchRoutes.id(routing));
            HttpServerResponse response = routing.response();
            Pieces pieces = new Pieces(context, response);
            context.runOnContext(any -> response.putHeader("content-type", "application/jsonl")
                    .putHeader("content-length", Long.toString(row.bytes())));
            try (pieces) {
                files.write(consumer.tenant(), row, pieces);
            } catch (IOException e) {
                context.runOnContext(any -> response.reset()); // the client left or reads nothing any more
            }
        });
    }

    /** Collects small writes; each piece waits until the one before it is on its way. */
    private static final class Pieces extends OutputStream {
        private final Context context;
        private final HttpServerResponse response;
        private Buffer piece = Buffer.buffer(PIECE);

        Pieces(Context context, HttpServerResponse response) {
            this.context = context;
            this.response = response;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            piece.appendBytes(bytes, from, length);
            if (piece.length() >= PIECE) {
                send(false);
            }
        }

        @Override
        public void close() throws IOException {
            send(true);
        }

        private void send(boolean last) throws IOException {
            Buffer full = piece;
            piece = Buffer.buffer(PIECE);
            CompletableFuture<Void> written = new CompletableFuture<>();
            context.runOnContext(any -> (last ? response.end(full) : response.write(full))
                    .onSuccess(written::complete)
                    .onFailure(written::completeExceptionally));
            try {
                written.get(STALL_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the client does not take the file", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
