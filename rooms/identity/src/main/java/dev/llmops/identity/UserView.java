// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user on the wire. */
public record UserView(
        String id,
        String email,
        String name,
        List<Role> roles,
        String state,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {
    public UserView {
        roles = List.copyOf(roles);
    }

    static UserView of(Account account) {
        return new UserView(
                account.id(),
                account.email(),
                account.name(),
                account.roles().stream().sorted().toList(),
                account.state() == Account.State.ACTIVE ? "active" : "suspended",
                account.createdAt(),
                account.lastLoginAt());
    }
}
