// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.DomainEvent;

/**
 * Something was done to a webhook; for the audit, not for webhooks themselves.
 *
 * @param change created, updated, rotated, disabled or deleted
 */
record WebhookChanged(String subject, String change) implements DomainEvent {
    @Override
    public String type() {
        return "registry.webhook." + change;
    }
}
