// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.cache.KeptAnswer;
import dev.llmops.gateway.route.RoutePlan;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A call that is answered with what was kept: no upstream is asked and no token used. The bytes are those of the first
 * answer, no faster than the client reads them.
 */
final class ReplayedCall extends UpstreamCall implements Inference.Call {
    private static final int PIECE_BYTES = 16 * 1024;

    private final ByteBuffer left;
    private final KeptAnswer answer;
    private final @Nullable RoutePlan plan;
    private boolean paused;

    ReplayedCall(
            DataPlane plane,
            ClientSide exchange,
            CallLog log,
            AskedCall asked,
            KeptAnswer answer,
            @Nullable RoutePlan plan) {
        super(plane, exchange, log, asked);
        this.answer = answer;
        this.plan = plan;
        this.left = answer.bytes();
        if (plan != null) {
            metering.answeredBy(plan.order().getFirst().prices());
        }
    }

    @Override
    void attempt() {
        call = this;
        usage(TokenUsage.counted(0, 0));
        head(answer.status(), answer.contentType(), left.remaining());
        play();
    }

    private void play() {
        while (!over() && !paused && asked.request().stream() && left.remaining() > PIECE_BYTES) {
            bytes(piece(PIECE_BYTES));
        }
        if (!over() && !paused) {
            end(piece(left.remaining()));
        }
    }

    private ByteBuffer piece(int length) {
        ByteBuffer piece = left.slice(left.position(), length);
        left.position(left.position() + length);
        return piece;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            play();
        }
    }

    @Override
    public void cancel() {
        call = null;
    }

    @Override
    public @Nullable TokenUsage soFar() {
        return TokenUsage.counted(0, 0);
    }

    @Override
    boolean underWay() {
        return call != null;
    }

    @Override
    @Nullable
    TokenUsage counted() {
        return soFar();
    }

    @Override
    @Nullable
    UpstreamFailure lastFailure() {
        return null;
    }

    @Override
    void cancelUpstream() {
        cancel();
    }

    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage used) {
        lost(failure, used);
    }

    @Override
    void answeredCompletely() {}

    @Override
    void closed() {}

    @Override
    void putHeaders() {
        super.putHeaders();
        if (plan != null) {
            exchange.headers().add(RoutedCall.TARGET, plan.order().getFirst().id());
        }
    }
}
