// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

/** An organisation: the border that no read and no write crosses. */
public record TenantId(String value) {
    public TenantId {
        Ulids.require(value, "tenant_id");
    }

    @Override
    public String toString() {
        return value;
    }
}
