// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;

/** Whose files and batches they are: all keys of one subscription see the same, and nobody else sees any. */
record Consumer(Caller caller, String subscriptionId, String keyId) {
    static Consumer of(Caller caller) {
        if (caller.subscriptionId() == null || caller.keyId() == null) {
            throw new Problem(
                    ErrorCode.FORBIDDEN,
                    "This API key does not belong to a subscription; subscribe to a service and use a key of that"
                            + " subscription.");
        }
        return new Consumer(caller, caller.subscriptionId(), caller.keyId());
    }

    TenantId tenant() {
        return caller.tenant();
    }
}
