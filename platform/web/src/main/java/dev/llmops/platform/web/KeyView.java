// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.contracts.identity.Keys.IssuedKey;
import dev.llmops.contracts.identity.Keys.KeyInfo;
import dev.llmops.contracts.identity.Keys.KeyState;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A key on the wire, wherever keys are shown. */
@Schema(name = "Key")
public record KeyView(
        String id,
        String name,
        String prefix,
        KeyState state,
        List<Role> roles,
        List<Permission> scopes,
        @Nullable String subscriptionId,
        String principalId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public KeyView {
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    public static KeyView of(KeyInfo key) {
        return new KeyView(
                key.id(),
                key.name(),
                key.prefix(),
                key.state(),
                key.roles().stream().sorted().toList(),
                key.scopes().stream().sorted().toList(),
                key.subscriptionId(),
                key.principalId(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.revokedAt());
    }

    /**
     * A key as it is shown once.
     *
     * @param key the whole key
     */
    @Schema(name = "IssuedKey")
    public record Issued(@JsonUnwrapped KeyView info, String key) {
        public static Issued of(IssuedKey issued) {
            return new Issued(KeyView.of(issued.info()), issued.key());
        }

        @Override
        public String toString() {
            return "Issued[" + info.id() + ", key=hidden]";
        }
    }
}
