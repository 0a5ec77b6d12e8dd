// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The tables {@code identity.session} and {@code identity.login_link}. */
final class SessionDao {
    private static final int CLEANED_AT_ONCE = 1_000;

    private final Handle sql;

    SessionDao(Handle sql) {
        this.sql = sql;
    }

    /** A live session with what its user may do now. */
    record Live(TenantId tenant, String id, String accountId, String name, Set<Role> roles, Instant seenAt) {}

    /** A link that can still be redeemed. */
    record Link(TenantId tenant, String accountId) {}

    void insert(String tenant, String id, String accountId, String hash, Instant now, Instant expiresAt) {
        sql.createUpdate("""
                        INSERT INTO identity.session (tenant, id, account_id, hash, created_at, seen_at, expires_at)
                        VALUES (:tenant, :id, :account, :hash, :now, :now, :expires)
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("account", accountId)
                .bind("hash", hash)
                .bind("now", Rows.utc(now))
                .bind("expires", Rows.utc(expiresAt))
                .execute();
    }

    /** Over all tenants, as role {@code system}. */
    Optional<Live> findLive(String hash, Instant now) {
        return sql.createQuery("""
                        SELECT session.tenant, session.id, session.account_id, account.name, account.roles, session.seen_at
                        FROM identity.session
                        JOIN identity.account ON account.tenant = session.tenant AND account.id = session.account_id
                        WHERE session.hash = :hash AND session.expires_at > :now AND account.state = 'active'
                        """)
                .bind("hash", hash)
                .bind("now", Rows.utc(now))
                .map((row, context) -> new Live(
                        new TenantId(row.getString("tenant")),
                        row.getString("id"),
                        row.getString("account_id"),
                        row.getString("name"),
                        Rows.roles(row),
                        Rows.instant(row, "seen_at")))
                .findOne();
    }

    void seen(String id, Instant at) {
        sql.createUpdate("UPDATE identity.session SET seen_at = :at WHERE id = :id AND seen_at < :at")
                .bind("at", Rows.utc(at))
                .bind("id", id)
                .execute();
    }

    void end(String hash) {
        sql.createUpdate("DELETE FROM identity.session WHERE hash = :hash")
                .bind("hash", hash)
                .execute();
    }

    void endOfAccount(String accountId) {
        sql.createUpdate("DELETE FROM identity.session WHERE account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    /** Of the open tenant, a bounded number. */
    void clean(Instant now) {
        sql.createUpdate("""
                        DELETE FROM identity.session WHERE ctid IN (
                          SELECT ctid FROM identity.session WHERE expires_at < :now LIMIT :many)
                        """)
                .bind("now", Rows.utc(now))
                .bind("many", CLEANED_AT_ONCE)
                .execute();
        sql.createUpdate("DELETE FROM identity.login_link WHERE expires_at < :now")
                .bind("now", Rows.utc(now))
                .execute();
    }

    /** The newest link is the only one: what was printed before does not work any more. */
    void replaceLink(String tenant, String accountId, String hash, Instant expiresAt) {
        sql.createUpdate("DELETE FROM identity.login_link WHERE account_id = :account")
                .bind("account", accountId)
                .execute();
        sql.createUpdate("""
                        INSERT INTO identity.login_link (tenant, hash, account_id, expires_at)
                        VALUES (:tenant, :hash, :account, :expires)
                        """)
                .bind("tenant", tenant)
                .bind("hash", hash)
                .bind("account", accountId)
                .bind("expires", Rows.utc(expiresAt))
                .execute();
    }

    /** Over all tenants, as role {@code system}. */
    Optional<Link> findLink(String hash, Instant now) {
        return sql.createQuery("""
                        SELECT tenant, account_id FROM identity.login_link WHERE hash = :hash AND expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("now", Rows.utc(now))
                .map((row, context) -> new Link(new TenantId(row.getString("tenant")), row.getString("account_id")))
                .findOne();
    }

    /** Whether it was there to be taken: of two at once, one gets it. */
    boolean takeLink(String hash) {
        return sql.createUpdate("DELETE FROM identity.login_link WHERE hash = :hash")
                        .bind("hash", hash)
                        .execute()
                == 1;
    }
}
