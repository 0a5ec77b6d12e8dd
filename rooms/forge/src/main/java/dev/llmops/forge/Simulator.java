// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
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
        if (Way.of(request) != Way.TRANSLATED) {
            return begin(new SimulatedCall(request, sink, context, tokens, clock));
        }
        try {
            Translation translation = Translation.of(request, clock.instant().getEpochSecond());
            FrameSink translating = new TranslatingSink(translation, sink, request.stream());
            return begin(new SimulatedCall(translation.request(request), translating, context, tokens, clock));
        } catch (IOException e) {
            return RefusedHere.start(context, Translation.refusal(request, e), sink);
        }
    }

    private static Call begin(SimulatedCall call) {
        call.begin();
        return call;
    }
}
