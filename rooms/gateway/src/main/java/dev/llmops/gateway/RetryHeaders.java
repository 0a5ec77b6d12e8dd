// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.RefusedCall;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Tells the client when to come back, in the two units that clients read, or that it need not. */
final class RetryHeaders {
    private static final CharSequence RETRY_AFTER_MS = HttpHeaders.createOptimized("retry-after-ms");
    private static final CharSequence X_SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");

    private RetryHeaders() {}

    static void put(MultiMap headers, RefusedCall refused) {
        put(headers, refused.retryAfterMillis());
        if (!refused.worthRetrying()) {
            headers.set(X_SHOULD_RETRY, "false");
        }
    }

    static void put(MultiMap headers, long millis) {
        if (millis > 0) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.ceilDiv(millis, 1_000)));
            headers.set(RETRY_AFTER_MS, Long.toString(millis));
        }
    }
}
