// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import dev.llmops.kernel.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A call is not made or has failed, before it is put in the client's dialect. Carries no stack trace: it is an answer. */
public final class RefusedCall extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String param;
    private final long retryAfterMillis;
    private final boolean worthRetrying;

    private RefusedCall(
            ErrorCode code, String message, @Nullable String param, long retryAfterMillis, boolean worthRetrying) {
        super(message, null, false, false);
        this.code = code;
        this.param = param;
        this.retryAfterMillis = retryAfterMillis;
        this.worthRetrying = worthRetrying;
    }

    public static RefusedCall of(ErrorCode code, String message) {
        return new RefusedCall(code, message, null, 0, true);
    }

    public static RefusedCall of(ErrorCode code, String message, String param) {
        return new RefusedCall(code, message, param, 0, true);
    }

    public static RefusedCall later(ErrorCode code, String message, long retryAfterMillis) {
        return new RefusedCall(code, message, null, Math.max(1, retryAfterMillis), true);
    }

    /** Like {@link #later}, but so late that a client library should not wait for it. */
    public static RefusedCall muchLater(ErrorCode code, String message, long retryAfterMillis) {
        return new RefusedCall(code, message, null, Math.max(1, retryAfterMillis), false);
    }

    public ErrorCode code() {
        return code;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String param() {
        return param;
    }

    /** 0 when there is nothing to say about when to come back. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    public boolean worthRetrying() {
        return worthRetrying;
    }
}
