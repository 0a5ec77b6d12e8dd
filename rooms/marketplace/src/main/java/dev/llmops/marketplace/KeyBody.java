// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A consumer key on the wire, as identity shows keys. */
@Schema(name = "Key")
record KeyBody(
        String id,
        String name,
        String prefix,
        Keys.KeyState state,
        List<Role> roles,
        List<Permission> scopes,
        @Nullable String subscriptionId,
        String principalId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    KeyBody {
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    static KeyBody of(Keys.KeyInfo info) {
        return new KeyBody(
                info.id(),
                info.name(),
                info.prefix(),
                info.state(),
                info.roles().stream().sorted().toList(),
                info.scopes().stream().sorted().toList(),
                info.subscriptionId(),
                info.principalId(),
                info.createdAt(),
                info.expiresAt(),
                info.lastUsedAt(),
                info.revokedAt());
    }

    /**
     * A key as it is shown once.
     *
     * @param key the whole key
     */
    @Schema(name = "IssuedKey")
    record Issued(@JsonUnwrapped KeyBody info, String key) {
        static Issued of(Keys.IssuedKey issued) {
            return new Issued(KeyBody.of(issued.info()), issued.key());
        }

        @Override
        public String toString() {
            return "Issued[" + info.id() + ", key=hidden]";
        }
    }
}
