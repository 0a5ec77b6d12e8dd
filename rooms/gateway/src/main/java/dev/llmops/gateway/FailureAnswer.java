// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the client is told when an upstream failed. The upstream's own words only where the fault is the client's. */
sealed interface FailureAnswer {
    RefusedCall refused();

    /** The code in the call's record. */
    default String recordedCode() {
        return refused().code().code();
    }

    void send(ClientSide exchange);

    static FailureAnswer of(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored ->
                new Ours(RefusedCall.later(ErrorCode.UPSTREAM_UNAVAILABLE, "The upstream cannot be reached.", 1_000));
            case UpstreamFailure.TimedOut timedOut ->
                new Ours(RefusedCall.of(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        "The upstream did not answer within " + timedOut.after().toMillis() + " ms."));
            case UpstreamFailure.Broken ignored ->
                new Ours(RefusedCall.of(ErrorCode.UPSTREAM_FAILED, "The upstream's answer broke off."));
            case UpstreamFailure.Refused refused -> of(refused);
        };
    }

    private static FailureAnswer of(UpstreamFailure.Refused refused) {
        int status = refused.status();
        if (status == 401 || status == 403) {
            return new Ours(RefusedCall.of(
                    ErrorCode.UPSTREAM_FAILED,
                    "The upstream does not accept the publisher's credential (status " + status + ")."));
        }
        if (status >= 500) {
            return new Ours(
                    RefusedCall.of(ErrorCode.UPSTREAM_FAILED, "The upstream answered with status " + status + "."));
        }
        return new Theirs(refused);
    }

    static FailureAnswer noUpstream() {
        return new Ours(
                RefusedCall.of(ErrorCode.UPSTREAM_UNAVAILABLE, "The service's upstream does not exist any more."));
    }

    static FailureAnswer circuitOpen(long waitMillis) {
        return new Ours(RefusedCall.later(
                ErrorCode.UPSTREAM_UNAVAILABLE,
                "The upstream failed repeatedly and is not called at present.",
                waitMillis));
    }

    static FailureAnswer notStarted() {
        return new Ours(RefusedCall.of(ErrorCode.UPSTREAM_FAILED, "The call to the upstream could not be made."));
    }

    /** An answer in our words. */
    record Ours(RefusedCall refused) implements FailureAnswer {
        @Override
        public void send(ClientSide exchange) {
            exchange.refuse(refused);
        }
    }

    /** The upstream found fault with the request: its status and body are the answer. */
    record Theirs(UpstreamFailure.Refused answer) implements FailureAnswer {
        @Override
        public RefusedCall refused() {
            return RefusedCall.of(
                    answer.status() == 429 ? ErrorCode.RATE_LIMITED : ErrorCode.VALIDATION_FAILED,
                    "The upstream answered with status " + answer.status() + ".");
        }

        @Override
        public void send(ClientSide exchange) {
            @Nullable Duration retryAfter = answer.retryAfter();
            if (answer.body().hasRemaining()) {
                exchange.pass(answer.status(), answer.contentType(), answer.body(), retryAfter);
            } else {
                exchange.refuse(answer.status(), refused());
            }
        }
    }
}
