// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.IdentityEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs people in, by password or by the one-time link, and changes their password. */
@Singleton
final class LoginDesk {
    static final Duration LINK_LIFE = Duration.ofMinutes(10);

    private final Database database;
    private final SystemReads reads;
    private final Passwords passwords;
    private final BrowserSessions sessions;
    private final LoginThrottle throttle;
    private final Secrets secrets;
    private final Clock clock;

    LoginDesk(
            Database database,
            SystemReads reads,
            Passwords passwords,
            BrowserSessions sessions,
            LoginThrottle throttle,
            Secrets secrets,
            Clock clock) {
        this.database = database;
        this.reads = reads;
        this.passwords = passwords;
        this.sessions = sessions;
        this.throttle = throttle;
        this.secrets = secrets;
        this.clock = clock;
    }

    record LoggedIn(Account account, BrowserSessions.Opened session) {}

    /** Answers an unknown address, a wrong password and a suspended user alike, and equally late. */
    LoggedIn login(@Nullable String email, @Nullable String password, String address) {
        String account = email == null ? "" : email.strip().toLowerCase(Locale.ROOT);
        if (account.isEmpty() || account.length() > 254 || password == null || password.isEmpty()) {
            throw Problem.invalid(account.isEmpty() ? "email" : "password", null, "both, as given at the registration");
        }
        throttle.attempt(account, address);
        Optional<Account> found = reads.read(sql -> new AccountDao(sql).findByEmail(account));
        boolean matches =
                passwords.matches(password, found.map(Account::passwordHash).orElse(null));
        Account known = found.filter(one -> matches && one.state() == Account.State.ACTIVE)
                .orElseThrow(() -> new Problem(ErrorCode.LOGIN_FAILED, "The e-mail address or the password is wrong"));
        throttle.succeeded(account, address);
        return open(known);
    }

    private LoggedIn open(Account account) {
        Instant now = clock.instant();
        return database.change(person(account), (sql, events) -> {
            BrowserSessions.Opened opened = sessions.open(sql, account, now);
            return new LoggedIn(new AccountDao(sql).find(account.id()).orElseThrow(), opened);
        });
    }

    /** A token to be printed, of which the newest alone works. */
    String newLink(Account account) {
        String token = secrets.token();
        Instant expiresAt = clock.instant().plus(LINK_LIFE);
        database.change(Caller.system(account.tenant(), "login link"), (sql, events) -> {
            new SessionDao(sql)
                    .replaceLink(account.tenant().value(), account.id(), secrets.links.hex(token), expiresAt);
            return token;
        });
        return token;
    }

    LoggedIn redeem(@Nullable String token, @Nullable String password, String address) {
        String chosen = Passwords.require("password", password);
        String hash = secrets.links.hex(token == null ? "" : token);
        throttle.attempt("link", address);
        Instant now = clock.instant();
        SessionDao.Link link =
                reads.read(sql -> new SessionDao(sql).findLink(hash, now)).orElseThrow(LoginDesk::linkRefused);
        String passwordHash = passwords.hash(chosen);
        LoggedIn loggedIn = database.change(Caller.system(link.tenant(), "login link"), (sql, events) -> {
            AccountDao accounts = new AccountDao(sql);
            Account account = accounts.find(link.accountId())
                    .filter(one -> one.state() == Account.State.ACTIVE)
                    .orElseThrow(LoginDesk::linkRefused);
            if (!new SessionDao(sql).takeLink(hash)) {
                throw linkRefused();
            }
            accounts.setPassword(account.id(), passwordHash);
            new SessionDao(sql).endOfAccount(account.id());
            events.append(new IdentityEvent.UserChanged(account.id(), "password"));
            BrowserSessions.Opened opened = sessions.open(sql, account, now);
            return new LoggedIn(accounts.find(account.id()).orElseThrow(), opened);
        });
        throttle.succeeded("link", address);
        sessions.forgetAccount(link.accountId());
        return loggedIn;
    }

    /** Ends every session of the user, the one that asked included; the browser logs in again. */
    void changePassword(Caller caller, @Nullable String current, @Nullable String chosen, String address) {
        if (caller.kind() != Caller.Kind.USER_SESSION) {
            throw new Problem(ErrorCode.FORBIDDEN, "Only a user who is logged in has a password to change");
        }
        String password = Passwords.require("new_password", chosen);
        Account account = database.read(caller.tenant(), sql -> new AccountDao(sql).find(caller.principalId()))
                .orElseThrow();
        throttle.attempt(account.email(), address);
        if (!passwords.matches(current == null ? "" : current, account.passwordHash())) {
            throw new Problem(
                    ErrorCode.LOGIN_FAILED, "current_password: wrong (expected: the password you logged in with)");
        }
        throttle.succeeded(account.email(), address);
        String passwordHash = passwords.hash(password);
        database.change(caller, (sql, events) -> {
            new AccountDao(sql).setPassword(account.id(), passwordHash);
            new SessionDao(sql).endOfAccount(account.id());
            events.append(new IdentityEvent.UserChanged(account.id(), "password"));
            return account;
        });
        sessions.forgetAccount(account.id());
    }

    private static Caller person(Account account) {
        return new Caller(
                Caller.Kind.USER_SESSION,
                account.tenant(),
                account.id(),
                account.name(),
                account.roles(),
                StoredKey.effective(account.roles(), java.util.Set.of()),
                null,
                null);
    }

    private static Problem linkRefused() {
        return new Problem(
                ErrorCode.LOGIN_FAILED,
                "The link is not known, was used or is older than 10 minutes; a restart of the server prints a new one");
    }
}
