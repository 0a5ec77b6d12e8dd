// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Role;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A user on the wire. */
@Schema(name = "User")
record UserView(
        String id,
        String email,
        String name,
        List<Role> roles,
        UserState state,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {
    UserView {
        roles = List.copyOf(roles);
    }

    static UserView of(Account account) {
        return new UserView(
                account.id(),
                account.email(),
                account.name(),
                account.roles().stream().sorted().toList(),
                UserState.valueOf(account.state().name()),
                account.createdAt(),
                account.lastLoginAt());
    }
}
