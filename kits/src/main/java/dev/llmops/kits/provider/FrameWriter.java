// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Writes one stream, honouring the reader's pace, and spoils its end when told so. */
final class FrameWriter {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Faults faults;
    private final SeenRequests seen;
    private final Speech speech;
    private int written;

    FrameWriter(Vertx vertx, HttpServerRequest request, Speech speech, Faults faults, SeenRequests seen) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.speech = speech;
        this.faults = faults;
        this.seen = seen;
    }

    void write(ReceivedCall call, List<Buffer> frames) {
        response.setChunked(true);
        response.putHeader("content-type", speech.streamType());
        if (faults.has(Faults.ENDLESS)) {
            endless(speech.endless(call));
        } else if (faults.has(Faults.CUT) || faults.has(Faults.SLOW_CHUNKS)) {
            next(frames);
        } else {
            Buffer all = Buffer.buffer();
            frames.forEach(all::appendBuffer);
            response.end(
                    faults.has(Faults.NO_DONE) || faults.has(Faults.UNFINISHED)
                            ? all
                            : all.appendBuffer(speech.last()));
        }
    }

    private void next(List<Buffer> frames) {
        if (response.closed()) {
            return;
        }
        if (faults.has(Faults.CUT) && written == faults.value(Faults.CUT)) {
            vertx.setTimer(20, ignored -> ProviderVerticle.reset(request.connection()));
        } else if (written == frames.size()) {
            response.end(speech.last());
        } else {
            response.write(frames.get(written++))
                    .onSuccess(ignored ->
                            vertx.setTimer(Math.max(1, faults.value(Faults.SLOW_CHUNKS)), tick -> next(frames)));
        }
    }

    private void endless(Buffer frame) {
        while (!response.closed() && !response.writeQueueFull()) {
            response.write(frame.copy());
            seen.bytesWritten.addAndGet(frame.length());
        }
        if (!response.closed()) {
            response.drainHandler(ignored -> endless(frame));
        }
    }
}
