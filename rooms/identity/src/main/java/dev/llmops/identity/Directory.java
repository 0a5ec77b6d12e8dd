// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.IdentityEvent;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people of an organisation. */
@Singleton
final class Directory {
    private final Database database;
    private final Passwords passwords;
    private final BrowserSessions sessions;
    private final Clock clock;

    Directory(Database database, Passwords passwords, BrowserSessions sessions, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What a change touches; null leaves it as it is. */
    record Change(@Nullable String name, @Nullable Set<Role> roles, Account.@Nullable State state) {}

    Page<Account> list(Caller caller, PageRequest page) {
        List<Account> accounts = database.read(caller.tenant(), sql -> new AccountDao(sql).list(page));
        return Page.of(accounts, page, Account::id);
    }

    Account find(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> new AccountDao(sql).find(id))
                .orElseThrow(() -> unknown(id));
    }

    Account create(
            Caller caller, @Nullable String email, @Nullable String name, Set<Role> roles, @Nullable String password) {
        Grants.require(caller, roles, Set.of());
        Account account = new Account(
                caller.tenant(),
                Ulids.next(),
                Fields.email(email),
                Fields.text("name", name, 100),
                roles,
                Account.State.ACTIVE,
                passwords.hash(Passwords.require("password", password)),
                1,
                clock.instant(),
                null);
        return database.change(caller, (sql, events) -> {
            if (!new AccountDao(sql).insert(account)) {
                throw new Problem(
                        ErrorCode.DUPLICATE,
                        Violation.of("email", account.email(), "an address that has no account yet"));
            }
            events.append(new IdentityEvent.UserCreated(account.id(), account.email()));
            return account;
        });
    }

    /**
     * @param ifMatch checked when present
     */
    Account change(Caller caller, String id, Change change, @Nullable String ifMatch) {
        Set<Role> roles = change.roles();
        if (roles != null) {
            Grants.require(caller, roles, Set.of());
        }
        Account changed = database.change(caller, (sql, events) -> {
            AccountDao accounts = new AccountDao(sql);
            Account before = accounts.lock(id).orElseThrow(() -> unknown(id));
            if (ifMatch != null) {
                ETags.require(ifMatch, before.revision());
            }
            Account after = applied(before, change);
            List<String> what = difference(before, after);
            if (what.isEmpty()) {
                return before;
            }
            if (before.administers() && !after.administers() && accounts.administrators() == 1) {
                throw new Problem(
                        ErrorCode.INVALID_TRANSITION, "This is the last active administrator; make another one first");
            }
            accounts.update(after);
            if (after.state() == Account.State.SUSPENDED) {
                new SessionDao(sql).endOfAccount(id);
            }
            events.append(new IdentityEvent.UserChanged(id, String.join(", ", what)));
            return after;
        });
        sessions.forgetAccount(id);
        return changed;
    }

    private static Account applied(Account before, Change change) {
        return new Account(
                before.tenant(),
                before.id(),
                before.email(),
                change.name() == null ? before.name() : Fields.text("name", change.name(), 100),
                change.roles() == null ? before.roles() : change.roles(),
                change.state() == null ? before.state() : change.state(),
                before.passwordHash(),
                before.revision() + 1,
                before.createdAt(),
                before.lastLoginAt());
    }

    private static List<String> difference(Account before, Account after) {
        List<String> what = new ArrayList<>();
        if (!before.name().equals(after.name())) {
            what.add("name");
        }
        if (!before.roles().equals(after.roles())) {
            what.add("roles");
        }
        if (before.state() != after.state()) {
            what.add("state");
        }
        return what;
    }

    private static Problem unknown(String id) {
        return Problem.notFound("user", id, "the id of a user of this organisation");
    }
}
