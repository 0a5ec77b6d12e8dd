// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import org.jspecify.annotations.Nullable;

/** The call on whose behalf targets are tried. Everything happens on its event loop. */
public interface WalkHost {
    /**
     * Makes the call at a target; throws when it cannot be made.
     *
     * @param copy whether it is a copy, whose answer nobody gets and which nobody pays for
     */
    Inference.Call start(Target target, long timeoutMillis, boolean copy, FrameSink sink);

    /** From now on these frames are the answer. */
    FrameSink won(Target target, Inference.@Nullable Call call);

    /** Whether something of the answer is on its way to the client, so that no other target can take over. */
    boolean answering();

    /** What was held of an answer is void, and another target is tried. */
    void again(UpstreamFailure failure);

    /** No further target is tried. */
    void lost(UpstreamFailure failure, @Nullable TokenUsage soFar);

    /** Not one target could be called. */
    void noTarget(long retryAfterMillis);

    long after(long millis, Runnable then);

    void forget(long timer);

    long nowMillis();

    long nowNanos();
}
