// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import io.vertx.core.Context;

/** A call that was refused before anything was asked. */
final class RefusedHere implements Inference.Call {
    private final Refused why;
    private final FrameSink sink;
    private boolean over;

    private RefusedHere(Refused why, FrameSink sink) {
        this.why = why;
        this.sink = sink;
    }

    static Inference.Call start(Context context, Refused why, FrameSink sink) {
        RefusedHere refused = new RefusedHere(why, sink);
        context.runOnContext(ignored -> refused.tell());
        return refused;
    }

    private void tell() {
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
