// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import dev.llmops.kernel.DomainEvent;

/** What happens in forge; the subject is the upstream's id. */
public sealed interface ForgeEvent extends DomainEvent {
    record UpstreamChanged(String subject, String name, long revision) implements ForgeEvent {
        @Override
        public String type() {
            return "forge.upstream.changed";
        }
    }

    record UpstreamDeleted(String subject, String name) implements ForgeEvent {
        @Override
        public String type() {
            return "forge.upstream.deleted";
        }
    }
}
