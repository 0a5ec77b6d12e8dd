// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.io.IOException;
import java.time.Clock;

/** The built-in model that needs no key and no network. Says in every answer that it is the simulator. */
final class Simulator implements Inference {
    private final Vertx vertx;
    private final Clock clock;
    private final Tokenizer tokens = new Tokenizer();

    Simulator(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public Call start(Request request, FrameSink sink) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        if (!Translation.needed(request)) {
            return begin(new SimulatedCall(request, sink, context, tokens, clock));
        }
        try {
            Translation translation = Translation.of(request, clock.instant().getEpochSecond());
            FrameSink translating = new TranslatingSink(translation, sink, request.stream());
            return begin(new SimulatedCall(translation.request(request), translating, context, tokens, clock));
        } catch (IOException e) {
            RefusedHere refused = new RefusedHere(Translation.refusal(request, e), sink);
            context.runOnContext(ignored -> refused.tell());
            return refused;
        }
    }

    private static Call begin(SimulatedCall call) {
        call.begin();
        return call;
    }

    /** A call that was refused before anything was asked. */
    private static final class RefusedHere implements Call {
        private final Refused why;
        private final FrameSink sink;
        private boolean over;

        RefusedHere(Refused why, FrameSink sink) {
            this.why = why;
            this.sink = sink;
        }

        void tell() {
            if (!over) {
                over = true;
                sink.error(why, null);
            }
        }

        @Override
        public void cancel() {
            over = true;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }
}
