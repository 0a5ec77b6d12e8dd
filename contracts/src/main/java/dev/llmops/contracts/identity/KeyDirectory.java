// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import java.util.List;
import java.util.Optional;

/** Keys by their hash, over all tenants. For the authentication filter and the gateway's snapshot only. */
public interface KeyDirectory {
    /** The keyed hash under which a presented key would be stored; cheap, touches nothing. */
    String hash(String presentedKey);

    /** One key, also when expired or revoked, so that the refusal can say which. Cached; a revocation is seen within 1 s. */
    Optional<KeyGrant> find(String hash);

    /** The same out of memory only: never blocks, and is empty too where {@link #find} would have to look. */
    default Optional<KeyGrant> known(String hash) {
        return Optional.empty();
    }

    /** Every key that is neither expired nor revoked, for a snapshot; at most 200,000. */
    List<KeyGrant> all();

    /** Notes that keys were used, for {@code last_used_at}; batched, lost on a crash. */
    void touched(String keyId);
}
