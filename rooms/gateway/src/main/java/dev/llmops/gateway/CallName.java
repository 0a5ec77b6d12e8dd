// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.RefusedCall;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** A call as its client knows it: in whose words, under which id. */
record CallName(ClientDialect dialect, String callId) {
    private static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    void tellId(MultiMap headers) {
        headers.add(X_REQUEST_ID, callId);
        String own = dialect.idHeader();
        if (own != null) {
            headers.add(own, callId);
        }
    }

    byte[] error(RefusedCall refused) {
        return dialect.error(refused, callId);
    }
}
