// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a call's frames arrive, in this order: {@code head}, any {@code bytes} and at most one {@code usage} between
 * them, then exactly one of {@code end} and {@code error}. {@code error} may also come first.
 */
public interface FrameSink {
    /**
     * The upstream accepted the call. Not called for statuses of 400 and above: those are {@link #error}.
     *
     * @param contentType as the upstream sent it
     * @param contentLength −1 when unknown
     */
    void head(int status, String contentType, long contentLength);

    /** Bytes for the client, ready to be written as they are; the buffer stays valid and is never reused. */
    void bytes(ByteBuffer data);

    /** What the call used, from the upstream or the best estimate so far; before {@link #end}. */
    void usage(TokenUsage usage);

    /**
     * The call is complete.
     *
     * @param last the final bytes, held back so that the receiver can record the call before it passes them on: for a
     *     stream its last event (such as {@code data: [DONE]}), otherwise the rest of the body; may be empty
     */
    void end(ByteBuffer last);

    /**
     * The call failed.
     *
     * @param failure why
     * @param soFar what was used up to here, estimated when the upstream did not say; null when nothing was
     */
    void error(UpstreamFailure failure, @Nullable TokenUsage soFar);
}
