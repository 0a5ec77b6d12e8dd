// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An answer in one piece. Nothing goes out before all of it is here and its usage is known. */
final class WholeAnswer implements Answer {
    static final int MAX_BYTES = 16 << 20;

    private final HttpCall call;
    private final HttpResponse head;
    private final List<ByteBuffer> parts = new ArrayList<>(2);
    private int total;

    WholeAnswer(HttpCall call, HttpResponse head) {
        this.call = call;
        this.head = head;
    }

    @Override
    public void bytes(ByteBuffer data) {
        if (total + data.remaining() > MAX_BYTES) {
            call.fail(new Broken("the answer is larger than " + MAX_BYTES + " bytes"));
            return;
        }
        total += data.remaining();
        parts.add(data);
    }

    @Override
    public void end() {
        ByteBuffer body = parts.isEmpty() ? Bytes.NONE : Bytes.join(parts, total);
        UsageReader.Answer read = UsageReader.read(body);
        if (read == null) {
            call.fail(new Broken("the answer is not JSON"));
        } else if (read.error() || !read.choices()) {
            call.fail(new Broken(read.error() ? "the answer is an error" : "the answer has no choices"));
        } else {
            TokenUsage usage = read.usage();
            String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
            call.sink().head(head.status().code(), contentType == null ? "application/json" : contentType, total);
            call.complete(usage == null ? estimate(body) : usage, body);
        }
    }

    private TokenUsage estimate(ByteBuffer body) {
        long input = UsageReader.estimateInput(call.request().body());
        ChunkScan scan = new ChunkScan();
        scan.scan(body.array(), body.arrayOffset() + body.position(), body.arrayOffset() + body.limit());
        return TokenUsage.estimate(input, Math.ceilDiv(scan.writtenBytes(), 4));
    }
}
