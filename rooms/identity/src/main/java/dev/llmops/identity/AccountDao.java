// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code identity.account}. */
final class AccountDao {
    private static final String COLUMNS =
            "tenant, id, email, name, roles, state, password_hash, revision, created_at, last_login_at";

    private final Handle sql;

    AccountDao(Handle sql) {
        this.sql = sql;
    }

    /** False when the address has an account, in whichever organisation. */
    boolean insert(Account account) {
        return sql.createUpdate("""
                        INSERT INTO identity.account (
                          tenant, id, email, name, roles, state, password_hash, revision, created_at)
                        VALUES (:tenant, :id, :email, :name, :roles, :state, :password, :revision, :created)
                        ON CONFLICT (email) DO NOTHING
                        """)
                        .bind("tenant", account.tenant().value())
                        .bind("id", account.id())
                        .bind("email", account.email())
                        .bind("name", account.name())
                        .bindArray("roles", String.class, (Object[]) Rows.roleNames(account.roles()))
                        .bind("state", stored(account.state()))
                        .bind("password", account.passwordHash())
                        .bind("revision", account.revision())
                        .bind("created", Rows.utc(account.createdAt()))
                        .execute()
                == 1;
    }

    Optional<Account> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.account WHERE id = :id")
                .bind("id", id)
                .map(AccountDao::map)
                .findOne();
    }

    /** With every administrator's row locked too, so that two changes cannot remove the last one together. */
    Optional<Account> lock(String id) {
        sql.createQuery("""
                        SELECT id FROM identity.account
                        WHERE 'admin' = ANY(roles) AND state = 'active' ORDER BY id LIMIT 1000 FOR UPDATE
                        """).mapTo(String.class).list();
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.account WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(AccountDao::map)
                .findOne();
    }

    int administrators() {
        return sql.createQuery("""
                        SELECT count(*) FROM identity.account WHERE 'admin' = ANY(roles) AND state = 'active'
                        """).mapTo(Integer.class).one();
    }

    List<Account> list(PageRequest page) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM identity.account WHERE (:after::text IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit
                        """)
                .bind("after", page.after())
                .bind("limit", page.fetch())
                .map(AccountDao::map)
                .list();
    }

    void update(Account account) {
        sql.createUpdate("""
                        UPDATE identity.account
                        SET name = :name, roles = :roles, state = :state, revision = :revision
                        WHERE id = :id
                        """)
                .bind("name", account.name())
                .bindArray("roles", String.class, (Object[]) Rows.roleNames(account.roles()))
                .bind("state", stored(account.state()))
                .bind("revision", account.revision())
                .bind("id", account.id())
                .execute();
    }

    void setPassword(String id, String passwordHash) {
        sql.createUpdate("UPDATE identity.account SET password_hash = :hash, revision = revision + 1 WHERE id = :id")
                .bind("hash", passwordHash)
                .bind("id", id)
                .execute();
    }

    void loggedIn(String id, Instant at) {
        sql.createUpdate("UPDATE identity.account SET last_login_at = :at WHERE id = :id")
                .bind("at", Rows.utc(at))
                .bind("id", id)
                .execute();
    }

    /** Over all tenants, as role {@code system}. */
    Optional<Account> findByEmail(String email) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.account WHERE email = :email")
                .bind("email", email)
                .map(AccountDao::map)
                .findOne();
    }

    private static String stored(Account.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Account map(ResultSet row, StatementContext context) throws SQLException {
        return new Account(
                new TenantId(row.getString("tenant")),
                row.getString("id"),
                row.getString("email"),
                row.getString("name"),
                Rows.roles(row),
                Account.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("password_hash"),
                row.getLong("revision"),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "last_login_at"));
    }
}
