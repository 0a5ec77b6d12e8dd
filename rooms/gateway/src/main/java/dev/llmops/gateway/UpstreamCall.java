// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.dialect.EventCount;
import dev.llmops.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a call: attempts at the upstream, the answer, the record. Until the first byte is on its way to the
 * client an attempt may be repeated; the record is written before the client can hold the whole answer.
 */
final class UpstreamCall implements FrameSink {
    private static final Logger LOG = Logger.getLogger(UpstreamCall.class);
    private static final long NO_TIMER = -1;

    private final DataPlane plane;
    private final Exchange exchange;
    private final Metering metering;
    private final AskedCall asked;
    private final ByteBuffer body;
    private final @Nullable EventCount events;
    private final List<ByteBuffer> held = new ArrayList<>(2);

    private Inference.@Nullable Call call;
    private @Nullable UpstreamFailure lastFailure;
    private @Nullable TokenUsage usage;
    private @Nullable String contentType;
    private int status = 200;
    private int retries;
    private int heldBytes;
    private long retryTimer = NO_TIMER;
    private boolean answering;
    private boolean recording;
    private boolean over;

    UpstreamCall(DataPlane plane, Exchange exchange, CallLog log, AskedCall asked, ByteBuffer body) {
        this.plane = plane;
        this.exchange = exchange;
        this.metering = new Metering(plane, log, asked);
        this.asked = asked;
        this.body = body;
        this.events = asked.dialect().numbersEvents() ? new EventCount() : null;
    }

    void attempt() {
        Upstream upstream = asked.entitlement().upstream();
        Circuit circuit = asked.entitlement().circuit();
        if (upstream == null || circuit == null) {
            fail(CallStatus.ERROR, FailureAnswer.noUpstream());
            return;
        }
        long wait = circuit.enter(plane.nowMillis());
        if (wait > 0) {
            fail(
                    CallStatus.ERROR,
                    lastFailure == null ? FailureAnswer.circuitOpen(wait) : FailureAnswer.of(lastFailure));
            return;
        }
        try {
            call = plane.inference()
                    .start(
                            new Inference.Request(
                                    asked.callId(),
                                    upstream,
                                    asked.entitlement().offer().upstreamModel(),
                                    asked.dialect().spoken(),
                                    body.duplicate(),
                                    asked.request().stream(),
                                    asked.request().clientWantsUsage(),
                                    Math.max(1_000, remainingMillis(upstream))),
                            this);
        } catch (RuntimeException e) {
            LOG.errorf(e, "call %s could not be started at upstream %s", asked.callId(), upstream.id());
            circuit.withdrawn();
            fail(CallStatus.ERROR, FailureAnswer.notStarted());
        }
    }

    private long remainingMillis(Upstream upstream) {
        return upstream.timeoutMillis() - metering.elapsedMillis();
    }

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
        putRateHeaders();
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
        asked.entitlement().upstreamAnswered();
        metering.byteArrived();
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
        if (answering) {
            exchange.end(last);
            return;
        }
        held.add(last);
        putRateHeaders();
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
        putRateHeaders();
        exchange.refuse(metering.refusal());
    }

    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        if (over) {
            return;
        }
        call = null;
        Circuit circuit = asked.entitlement().circuit();
        if (circuit != null && failure.countsAgainstUpstream()) {
            circuit.failed(plane.nowMillis());
        } else {
            asked.entitlement().upstreamAnswered();
        }
        if (!answering && failure.retryable() && retry(failure)) {
            return;
        }
        if (soFar != null) {
            usage = soFar;
        }
        boolean timedOut = failure instanceof UpstreamFailure.TimedOut;
        fail(timedOut ? CallStatus.TIMEOUT : CallStatus.ERROR, FailureAnswer.of(failure));
    }

    private boolean retry(UpstreamFailure failure) {
        Upstream upstream = asked.entitlement().upstream();
        if (upstream == null || retries >= Backoff.MAX_RETRIES) {
            return false;
        }
        long delay = Backoff.millis(retries, failure);
        if (delay >= remainingMillis(upstream)) {
            return false;
        }
        retries++;
        lastFailure = failure;
        held.clear();
        heldBytes = 0;
        usage = null;
        metering.attemptRepeats();
        plane.metrics().retried();
        retryTimer = plane.vertx().setTimer(delay, ignored -> {
            retryTimer = NO_TIMER;
            attempt();
        });
        return true;
    }

    private void fail(CallStatus how, FailureAnswer answer) {
        metering.fail(how, answer.recordedCode(), usage == null ? TokenUsage.NONE : usage);
        close();
        if (!answering) {
            putRateHeaders();
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
        if (call != null) {
            TokenUsage used = usageSoFar();
            cancelUpstream();
            metering.fail(CallStatus.ABORTED, null, used);
        } else {
            String code =
                    lastFailure == null ? null : FailureAnswer.of(lastFailure).recordedCode();
            metering.fail(CallStatus.ERROR, code, TokenUsage.NONE);
        }
        close();
    }

    private void cancelUpstream() {
        if (call != null) {
            call.cancel();
            call = null;
            Circuit circuit = asked.entitlement().circuit();
            if (circuit != null) {
                circuit.withdrawn();
            }
        }
    }

    private void close() {
        over = true;
        call = null;
        if (retryTimer != NO_TIMER) {
            plane.vertx().cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }

    private void putRateHeaders() {
        RateHeaders.put(exchange.headers(), asked.entitlement(), plane.nowMillis(), plane.nowNanos());
    }

    /** What the upstream said, else what its provider counted, else a guess at the prompt alone. */
    private TokenUsage usageSoFar() {
        if (usage != null) {
            return usage;
        }
        TokenUsage counted = call == null ? null : call.soFar();
        return counted == null ? TokenUsage.estimate(asked.request().estimatedInput(), 0) : counted;
    }
}
