// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.cache.AnswerFill;
import dev.llmops.gateway.cache.CacheTurn;
import dev.llmops.gateway.dialect.EventCount;
import dev.llmops.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a call: the answer and the record, whoever is asked for it. Until the first byte is on its way to the
 * client an attempt may be repeated; the record is written before the client can hold the whole answer.
 */
abstract sealed class UpstreamCall implements FrameSink permits DirectCall, RoutedCall, ReplayedCall {
    static final long NO_TIMER = -1;

    final DataPlane plane;
    final ClientSide exchange;
    final Metering metering;
    final AskedCall asked;
    private final @Nullable EventCount events;
    private final List<ByteBuffer> held = new ArrayList<>(2);

    Inference.@Nullable Call call;
    private @Nullable CacheTurn cache;
    private @Nullable AnswerFill fill;
    private @Nullable TokenUsage usage;
    private @Nullable String contentType;
    private int status = 200;
    private int heldBytes;
    private boolean answering;
    private boolean recording;
    private boolean over;

    UpstreamCall(DataPlane plane, ClientSide exchange, CallLog log, AskedCall asked) {
        this.plane = plane;
        this.exchange = exchange;
        this.metering = new Metering(plane, log, asked);
        this.asked = asked;
        this.events = asked.dialect().numbersEvents() ? new EventCount() : null;
    }

    /** The answer of this call comes from the cache, or may be kept in it. */
    void remember(CacheTurn turn) {
        cache = turn;
        fill = turn.fill();
    }

    /** Another answered than the one under which the answer would be kept. */
    void forgetAnswer() {
        if (fill != null) {
            fill.discard();
        }
    }

    abstract void attempt();

    /** The answer is complete: says so to what decides whether the upstream is called. */
    abstract void answeredCompletely();

    /** Whether an upstream works on the call now. */
    abstract boolean underWay();

    /** What the provider counted until now; null when it did not. */
    abstract @Nullable TokenUsage counted();

    abstract @Nullable UpstreamFailure lastFailure();

    abstract void cancelUpstream();

    /** Nothing is to happen any more. */
    abstract void closed();

    @Override
    public void head(int upstreamStatus, String upstreamContentType, long contentLength) {
        status = upstreamStatus;
        contentType = upstreamContentType;
    }

    @Override
    public void bytes(ByteBuffer data) {
        if (over) {
            return;
        }
        metering.byteArrived();
        if (fill != null) {
            fill.passed(data);
        }
        if (!asked.request().stream() && !answering) {
            held.add(data);
            heldBytes += data.remaining();
            if (heldBytes <= plane.bounds().holdBytes()) {
                return;
            }
        }
        if (!answering && !begin()) {
            return;
        }
        if (held.isEmpty()) {
            write(data);
        } else {
            held.forEach(this::write);
            held.clear();
        }
    }

    private boolean begin() {
        if (!metering.open(usageSoFar())) {
            cancelUpstream();
            withhold();
            return false;
        }
        answering = true;
        putHeaders();
        exchange.begin(status, contentType);
        return true;
    }

    private void write(ByteBuffer data) {
        if (events != null) {
            events.passed(data);
        }
        boolean keepsUp = exchange.write(data, () -> {
            if (call != null) {
                call.resume();
            }
        });
        if (!keepsUp && call != null) {
            call.pause();
        }
    }

    @Override
    public void usage(TokenUsage used) {
        usage = used;
    }

    @Override
    public void end(ByteBuffer last) {
        if (over) {
            return;
        }
        answeredCompletely();
        metering.byteArrived();
        if (fill != null) {
            fill.passed(last);
        }
        recording = true;
        metering.succeed(usageSoFar(), exchange.turn(), recorded -> recorded(recorded, last));
    }

    private void recorded(boolean recorded, ByteBuffer last) {
        recording = false;
        if (!recorded) {
            withhold();
            return;
        }
        close();
        if (fill != null) {
            fill.complete(status, contentType);
        }
        if (answering) {
            exchange.end(last);
            return;
        }
        held.add(last);
        putHeaders();
        exchange.answer(status, contentType, held);
    }

    /** The record found no room: nothing complete may go uncounted. */
    private void withhold() {
        if (answering) {
            metering.fail(CallStatus.ABORTED, ErrorCode.STORAGE_FULL.code(), usageSoFar());
            close();
            exchange.cut();
            return;
        }
        metering.forget();
        close();
        putHeaders();
        exchange.refuse(metering.refusal());
    }

    /** No further attempt is made. */
    public void lost(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        if (over) {
            return;
        }
        if (soFar != null) {
            usage = soFar;
        }
        boolean timedOut = failure instanceof UpstreamFailure.TimedOut;
        fail(timedOut ? CallStatus.TIMEOUT : CallStatus.ERROR, FailureAnswer.of(failure));
    }

    /** What was held of an answer is void: another attempt follows. */
    void startOver() {
        held.clear();
        heldBytes = 0;
        usage = null;
        if (fill != null) {
            fill.startOver();
        }
        metering.attemptRepeats();
        plane.metrics().retried();
    }

    void fail(CallStatus how, FailureAnswer answer) {
        metering.fail(how, answer.recordedCode(), usage == null ? TokenUsage.NONE : usage);
        close();
        if (!answering) {
            putHeaders();
            answer.send(exchange);
        } else if (asked.request().stream()) {
            exchange.end(ByteBuffer.wrap(asked.dialect()
                    .errorFrame(answer.refused(), asked.callId(), events == null ? 0 : events.events())));
        } else {
            exchange.cut();
        }
    }

    void clientGone() {
        if (over || recording) {
            return;
        }
        if (underWay()) {
            TokenUsage used = usageSoFar();
            cancelUpstream();
            metering.fail(CallStatus.ABORTED, null, used);
        } else {
            UpstreamFailure failure = lastFailure();
            String code = failure == null ? null : FailureAnswer.of(failure).recordedCode();
            metering.fail(CallStatus.ERROR, code, TokenUsage.NONE);
        }
        close();
    }

    private void close() {
        over = true;
        call = null;
        closed();
    }

    boolean over() {
        return over;
    }

    public boolean answering() {
        return answering;
    }

    void putHeaders() {
        RateHeaders.put(
                exchange.headers(),
                asked.entitlement(),
                asked.admission().limits(),
                plane.nowMillis(),
                plane.nowNanos());
        if (cache != null) {
            cache.tell(exchange.headers(), plane.nowMillis());
        }
    }

    /** What the upstream said, else what its provider counted, else a guess at the prompt alone. */
    private TokenUsage usageSoFar() {
        if (usage != null) {
            return usage;
        }
        TokenUsage counted = counted();
        return counted == null ? TokenUsage.estimate(asked.request().estimatedInput(), 0) : counted;
    }
}
