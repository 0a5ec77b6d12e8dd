// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import java.util.Locale;

/**
 * draft → validating → pending_approval → active → deprecated → retired. Failed checks and a rejection lead back to
 * draft, with the report or the reason.
 */
public enum ServiceState {
    DRAFT,
    VALIDATING,
    PENDING_APPROVAL,
    ACTIVE,
    DEPRECATED,
    RETIRED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean callable() {
        return this == ACTIVE || this == DEPRECATED;
    }
}
