// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.TenantId;

/** Opens further organisations in one installation. Off unless {@code llmops.organisations.open} is true. */
public interface Organisations {
    /**
     * A new organisation with an administrator's API key. Refuses with {@code forbidden} unless the caller belongs to
     * the installation's first organisation, holds {@link Permission#USERS_WRITE} and organisations are open.
     *
     * @param name 1 to 100 characters; need not be unique
     */
    Opened create(Caller caller, String name);

    /**
     * @param adminKey shown this once
     */
    record Opened(TenantId tenant, String name, Keys.IssuedKey adminKey) {}
}
