// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A consumer key on the wire, as identity shows keys.
 *
 * @param key the key itself, shown once when it was just issued and otherwise absent
 */
record KeyBody(
        String id,
        String name,
        String prefix,
        String state,
        List<String> roles,
        List<String> scopes,
        @Nullable String subscriptionId,
        String principalId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {
    KeyBody {
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    static KeyBody of(Keys.KeyInfo info, @Nullable String key) {
        return new KeyBody(
                info.id(),
                info.name(),
                info.prefix(),
                info.state().name().toLowerCase(Locale.ROOT),
                info.roles().stream().map(Role::wireName).sorted().toList(),
                info.scopes().stream().map(Permission::wireName).sorted().toList(),
                info.subscriptionId(),
                info.principalId(),
                info.createdAt(),
                info.expiresAt(),
                info.lastUsedAt(),
                info.revokedAt(),
                key);
    }

    @Override
    public String toString() {
        return "KeyBody[" + id + ", " + prefix + "]";
    }
}
