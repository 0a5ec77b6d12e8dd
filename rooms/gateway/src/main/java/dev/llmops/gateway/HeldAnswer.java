// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import io.netty.channel.EventLoop;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An answer that is held until it is complete, for somebody within the process. An answer that breaks off is an error. */
final class HeldAnswer implements ClientSide {
    private final EventLoop loop;
    private final CallName call;
    private final MultiMap requestHeaders = MultiMap.caseInsensitiveMultiMap();
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Calls.Answer> whole = new CompletableFuture<>();
    private boolean called;
    private int status = 200;

    HeldAnswer(EventLoop loop, CallName call) {
        this.loop = loop;
        this.call = call;
    }

    EventLoop loop() {
        return loop;
    }

    CompletableFuture<Calls.Answer> whole() {
        return whole;
    }

    /** From here on the call is recorded, however it ends. */
    void called() {
        called = true;
    }

    @Override
    public MultiMap requestHeaders() {
        return requestHeaders;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public Turn turn() {
        return Turn.of(loop);
    }

    @Override
    public void refuse(int refusedStatus, RefusedCall refused) {
        body.reset();
        body.writeBytes(call.error(refused));
        complete(refusedStatus, refused.worthRetrying() ? refused.retryAfterMillis() : 0);
    }

    @Override
    public void pass(int passed, @Nullable String contentType, ByteBuffer bytes, @Nullable Duration retryAfter) {
        keep(bytes);
        complete(passed, retryAfter == null ? 0 : retryAfter.toMillis());
    }

    @Override
    public void begin(int begun, @Nullable String contentType) {
        status = begun;
    }

    @Override
    public boolean write(ByteBuffer bytes, Runnable drained) {
        keep(bytes);
        return true;
    }

    @Override
    public void end(ByteBuffer last) {
        keep(last);
        complete(status, 0);
    }

    @Override
    public void answer(int answered, @Nullable String contentType, List<ByteBuffer> parts) {
        parts.forEach(this::keep);
        complete(answered, 0);
    }

    @Override
    public void cut() {
        refuse(RefusedCall.of(ErrorCode.UPSTREAM_FAILED, "The upstream's answer broke off."));
    }

    private void keep(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        body.writeBytes(copy);
    }

    private void complete(int answered, long retryAfterMillis) {
        whole.complete(new Calls.Answer(call.callId(), answered, body.toByteArray(), called, retryAfterMillis));
    }
}
