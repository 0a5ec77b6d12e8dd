// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.gateway;

import dev.llmops.kernel.TenantId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Calls that do not come in over HTTP: the lines of a batch. They pass the same admission, limits, upstreams and metering
 * as the same request with the same key on {@code /v1}.
 */
public interface Calls {
    /** The operations that can be called so, by their paths, such as {@code /v1/chat/completions}. */
    Set<String> endpoints();

    /** Makes the call. The stage never fails: what goes wrong is an answer, too. Never blocks for long. */
    CompletionStage<Answer> run(Order order);

    /**
     * @param keyId on whose behalf; the key must be live and of the subscription when the call is made
     * @param endpoint one of {@link #endpoints()}
     * @param body as the operation takes it; a stream is refused
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Order(TenantId tenant, String subscriptionId, String keyId, String endpoint, byte[] body) {}

    /**
     * @param callId under which it is recorded, when it is
     * @param body JSON in the operation's words, also for an error
     * @param called whether the call was admitted, and so recorded; a refusal by limits or rights is not
     * @param retryAfterMillis when a call that was not admitted may be; 0 when there is nothing to wait for
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Answer(String callId, int status, byte[] body, boolean called, long retryAfterMillis) {}
}
