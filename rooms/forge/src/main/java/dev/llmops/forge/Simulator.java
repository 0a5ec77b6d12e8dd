// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
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
        SimulatedCall call =
                new SimulatedCall(request, sink, (ContextInternal) vertx.getOrCreateContext(), tokens, clock);
        call.begin();
        return call;
    }
}
