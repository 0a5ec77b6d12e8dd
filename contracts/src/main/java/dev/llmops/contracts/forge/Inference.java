// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One call to an upstream, as frames. The hot path's only seam: no reactive type, no copy.
 *
 * <p>Threads: {@link #start} is called on an event loop of the server, and every method of the sink is called on that
 * same thread, never from within {@code start}. Nothing here blocks.
 */
public interface Inference {
    Call start(Request request, FrameSink sink);

    /** Handles for the one who started the call. All are idempotent and do nothing after the end. */
    interface Call {
        /** Gives the upstream connection up; the sink hears nothing more. */
        void cancel();

        /** Back-pressure: no more bytes until {@link #resume}. */
        void pause();

        void resume();

        /**
         * What was used up to now, estimated when the upstream did not say yet; null when nothing was. Asked before
         * {@link #cancel}, it tells what an aborted call is to be billed with.
         */
        default @Nullable TokenUsage soFar() {
            return null;
        }
    }

    /**
     * @param callId a ULID; sent upstream as {@code x-request-id}
     * @param dialect what the client speaks: {@code body} is in it, and so is all that the sink hears, errors included
     * @param body the request with the upstream's model name in it; position to limit
     * @param stream whether the answer is to be server-sent events
     * @param clientWantsUsage when false, a final frame that only carries usage is withheld from the client
     * @param timeoutMillis at most; the upstream's own timeout when that is shorter
     */
    record Request(
            String callId,
            Upstream upstream,
            String upstreamModel,
            Dialect dialect,
            ByteBuffer body,
            boolean stream,
            boolean clientWantsUsage,
            long timeoutMillis) {
        /** A call of a client that speaks {@link Dialect#OPENAI_CHAT}. */
        public Request(
                String callId,
                Upstream upstream,
                String upstreamModel,
                ByteBuffer body,
                boolean stream,
                boolean clientWantsUsage,
                long timeoutMillis) {
            this(callId, upstream, upstreamModel, Dialect.OPENAI_CHAT, body, stream, clientWantsUsage, timeoutMillis);
        }
    }
}
