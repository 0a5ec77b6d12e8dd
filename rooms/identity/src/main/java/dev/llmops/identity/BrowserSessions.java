// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Sessions;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Browser sessions: at most seven days long. What a session may do is read anew at least every second, so that a
 * suspended user or a changed role takes effect; that it was used is written every 15 minutes. The cookie's value is
 * stored as a keyed hash; the CSRF token is derived from it.
 */
@Singleton
final class BrowserSessions implements Sessions {
    static final Duration LIFE = Duration.ofDays(7);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(15);
    private static final int CACHED = 10_000;
    private static final int MAX_VALUE = 128;

    private final Database database;
    private final SystemReads reads;
    private final Secrets secrets;
    private final Clock clock;
    private final Cache<String, Session> live = Caffeine.newBuilder()
            .maximumSize(CACHED)
            .expireAfterWrite(Duration.ofMillis(900))
            .build();

    BrowserSessions(Database database, SystemReads reads, Secrets secrets, Clock clock) {
        this.database = database;
        this.reads = reads;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What the browser gets. */
    record Opened(String cookieValue, String csrfToken) {
        @Override
        public String toString() {
            return "Opened[hidden]";
        }
    }

    Opened open(Handle sql, Account account, Instant now) {
        String value = secrets.token();
        SessionDao sessions = new SessionDao(sql);
        sessions.clean(now);
        sessions.insert(
                account.tenant().value(), Ulids.next(), account.id(), secrets.sessions.hex(value), now, now.plus(LIFE));
        new AccountDao(sql).loggedIn(account.id(), now);
        return new Opened(value, secrets.csrf.base64(value));
    }

    @Override
    public Optional<Session> find(String cookieValue) {
        if (cookieValue.isEmpty() || cookieValue.length() > MAX_VALUE) {
            return Optional.empty();
        }
        String hash = secrets.sessions.hex(cookieValue);
        Session cached = live.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        Instant now = clock.instant();
        Optional<SessionDao.Live> found = reads.read(sql -> new SessionDao(sql).findLive(hash, now));
        Optional<Session> session = found.map(row -> new Session(caller(row), secrets.csrf.base64(cookieValue)));
        session.ifPresent(one -> live.put(hash, one));
        found.filter(row -> row.seenAt().plus(SEEN_EVERY).isBefore(now)).ifPresent(row -> slide(row, now));
        return session;
    }

    private void slide(SessionDao.Live row, Instant now) {
        try {
            database.change(Caller.system(row.tenant(), "session"), (sql, events) -> {
                new SessionDao(sql).seen(row.id(), now);
                return row;
            });
        } catch (Problem e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
        }
    }

    private static Caller caller(SessionDao.Live row) {
        return new Caller(
                Caller.Kind.USER_SESSION,
                row.tenant(),
                row.accountId(),
                row.name(),
                row.roles(),
                StoredKey.effective(row.roles(), Set.of()),
                null,
                null);
    }

    /** Ends the session at once; ending it again changes nothing. */
    void end(Caller caller, String cookieValue) {
        String hash = secrets.sessions.hex(cookieValue);
        database.change(caller, (sql, events) -> {
            new SessionDao(sql).end(hash);
            return hash;
        });
        live.invalidate(hash);
    }

    /** Forgets what is cached after a user's sessions were ended or their rights changed. */
    void forgetAccount(String accountId) {
        live.asMap().values().removeIf(session -> session.caller().principalId().equals(accountId));
    }

    /** The token that a change made with this cookie must carry; null without a cookie. */
    @Nullable
    String csrfToken(@Nullable String cookieValue) {
        return cookieValue == null || cookieValue.isEmpty() ? null : secrets.csrf.base64(cookieValue);
    }
}
