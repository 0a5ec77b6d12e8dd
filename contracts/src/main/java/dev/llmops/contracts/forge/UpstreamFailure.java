// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream failed, in the terms that decide what to do next.
 */
public sealed interface UpstreamFailure {
    /** Not reached: refused, unresolved, address not allowed, TLS. Nothing was sent. */
    record Unreachable(String reason) implements UpstreamFailure {}

    /** No answer, or no next byte, in time. */
    record TimedOut(Duration after) implements UpstreamFailure {}

    /**
     * It answered with a status of 400 or above; or it was not called, because its dialect cannot say what the request
     * says (400).
     *
     * @param body its own error in the client's dialect, at most 64 KiB, for the client when the fault is the client's
     */
    record Refused(
            int status,
            @Nullable String contentType,
            ByteBuffer body,
            @Nullable Duration retryAfter) implements UpstreamFailure {}

    /** The connection ended or the answer was not well-formed in the middle. */
    record Broken(String reason) implements UpstreamFailure {}

    /** Whether the same request may be sent again when no byte has reached the client. */
    default boolean retryable() {
        return switch (this) {
            case Unreachable ignored -> true;
            case TimedOut ignored -> false;
            case Refused refused -> refused.status == 429 || refused.status >= 500;
            case Broken ignored -> true;
        };
    }

    /** Whether it says something about the upstream's health (as opposed to the request's). */
    default boolean countsAgainstUpstream() {
        return switch (this) {
            case Unreachable ignored -> true;
            case TimedOut ignored -> true;
            case Refused refused -> refused.status >= 500;
            case Broken ignored -> true;
        };
    }
}
