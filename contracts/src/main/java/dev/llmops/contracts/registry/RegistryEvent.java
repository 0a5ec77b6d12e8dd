// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.DomainEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens in the registry; the subject is the version's id. */
public sealed interface RegistryEvent extends DomainEvent {
    record AssetRegistered(String subject, String kind, String name, String version, String digest)
            implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.registered";
        }
    }

    record AssetUpdated(String subject, long revision) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.updated";
        }
    }

    record AssetDeleted(String subject, String kind, String name, String version) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.deleted";
        }
    }

    /** One step of the life cycle. */
    record AssetStatusChanged(
            String subject,
            String from,
            String to,
            @Nullable String reason,
            @Nullable String successor,
            @Nullable Instant sunsetAt)
            implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.status_changed";
        }
    }
}
