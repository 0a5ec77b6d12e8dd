// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Keys.KeyState;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code identity.api_key}. */
final class KeyDao {
    static final int MAX_SNAPSHOT = 200_000;
    private static final int MAX_OF_SUBSCRIPTION = 1_000;
    private static final String COLUMNS = """
            tenant, id, hash, prefix, name, roles, scopes, subscription_id, principal_id, owner_id, successor_id,
            created_at, expires_at, revoked_at, last_used_at
            """;

    private final Handle sql;

    KeyDao(Handle sql) {
        this.sql = sql;
    }

    void insert(StoredKey key) {
        sql.createUpdate("""
                        INSERT INTO identity.api_key (
                          tenant, id, hash, prefix, name, roles, scopes, subscription_id, principal_id, owner_id,
                          created_at, expires_at)
                        VALUES (
                          :tenant, :id, :hash, :prefix, :name, :roles, :scopes, :subscription, :principal, :owner,
                          :created, :expires)
                        """)
                .bind("tenant", key.tenant().value())
                .bind("id", key.id())
                .bind("hash", key.hash())
                .bind("prefix", key.prefix())
                .bind("name", key.name())
                .bindArray("roles", String.class, (Object[]) Rows.roleNames(key.roles()))
                .bindArray("scopes", String.class, (Object[]) Rows.scopeNames(key.scopes()))
                .bind("subscription", key.subscriptionId())
                .bind("principal", key.principalId())
                .bind("owner", key.ownerId())
                .bind("created", Rows.utc(key.createdAt()))
                .bind("expires", Rows.utc(key.expiresAt()))
                .execute();
    }

    Optional<StoredKey> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.api_key WHERE id = :id")
                .bind("id", id)
                .map(KeyDao::map)
                .findOne();
    }

    Optional<StoredKey> lock(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.api_key WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(KeyDao::map)
                .findOne();
    }

    /**
     * @param owner whose keys; null for all of the organisation
     */
    List<StoredKey> list(
            PageRequest page,
            @Nullable String owner,
            @Nullable KeyState state,
            @Nullable String subscriptionId,
            Instant now) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM identity.api_key
                        WHERE (:after::text IS NULL OR id < :after)
                          AND (:owner::text IS NULL OR owner_id = :owner OR principal_id = :owner)
                          AND (:subscription::text IS NULL OR subscription_id = :subscription)
                          AND (:state::text IS NULL OR :state = CASE
                            WHEN revoked_at <= :now THEN 'revoked'
                            WHEN expires_at <= :now THEN 'expired'
                            WHEN revoked_at IS NOT NULL THEN 'rotating'
                            ELSE 'active' END)
                        ORDER BY id DESC
                        LIMIT :limit
                        """)
                .bind("after", page.after())
                .bind("owner", owner)
                .bind("subscription", subscriptionId)
                .bind("state", state == null ? null : state.name().toLowerCase(Locale.ROOT))
                .bind("now", Rows.utc(now))
                .bind("limit", page.fetch())
                .map(KeyDao::map)
                .list();
    }

    List<StoredKey> ofSubscription(String subscriptionId) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM identity.api_key WHERE subscription_id = :subscription ORDER BY id DESC LIMIT :limit
                        """)
                .bind("subscription", subscriptionId)
                .bind("limit", MAX_OF_SUBSCRIPTION)
                .map(KeyDao::map)
                .list();
    }

    void end(String id, Instant revokedAt, @Nullable String successorId) {
        sql.createUpdate("""
                        UPDATE identity.api_key
                        SET revoked_at = :revoked, successor_id = coalesce(:successor, successor_id)
                        WHERE id = :id
                        """)
                .bind("revoked", Rows.utc(revokedAt))
                .bind("successor", successorId)
                .bind("id", id)
                .execute();
    }

    /** Ends the live keys of a subscription; answers their ids. */
    List<String> endOfSubscription(String subscriptionId, Instant revokedAt) {
        return sql.createQuery("""
                        UPDATE identity.api_key SET revoked_at = :revoked
                        WHERE subscription_id = :subscription AND (revoked_at IS NULL OR revoked_at > :revoked)
                        RETURNING id
                        """)
                .bind("revoked", Rows.utc(revokedAt))
                .bind("subscription", subscriptionId)
                .mapTo(String.class)
                .list();
    }

    void used(Map<String, Instant> lastUsed) {
        var batch = sql.prepareBatch("""
                UPDATE identity.api_key SET last_used_at = :at
                WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)
                """);
        lastUsed.forEach(
                (id, at) -> batch.bind("id", id).bind("at", Rows.utc(at)).add());
        batch.execute();
    }

    /** Over all tenants, as role {@code system}. */
    Optional<StoredKey> findByHash(String hash) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM identity.api_key WHERE hash = :hash")
                .bind("hash", hash)
                .map(KeyDao::map)
                .findOne();
    }

    /** Over all tenants, as role {@code system}: keys that are neither expired nor revoked. */
    List<StoredKey> live(Instant now) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM identity.api_key
                        WHERE expires_at > :now AND (revoked_at IS NULL OR revoked_at > :now)
                        ORDER BY id
                        LIMIT :limit
                        """)
                .bind("now", Rows.utc(now))
                .bind("limit", MAX_SNAPSHOT)
                .map(KeyDao::map)
                .list();
    }

    /** Over all tenants, as role {@code system}: whose keys these are. */
    Map<String, String> tenantsOf(Collection<String> ids) {
        return sql.createQuery("SELECT id, tenant FROM identity.api_key WHERE id = ANY(:ids) LIMIT :limit")
                .bindArray("ids", String.class, ids)
                .bind("limit", ids.size())
                .reduceRows(new java.util.HashMap<>(), (map, row) -> {
                    map.put(row.getColumn("id", String.class), row.getColumn("tenant", String.class));
                    return map;
                });
    }

    private static StoredKey map(ResultSet row, StatementContext context) throws SQLException {
        return new StoredKey(
                new TenantId(row.getString("tenant")),
                row.getString("id"),
                row.getString("hash"),
                row.getString("prefix"),
                row.getString("name"),
                Rows.roles(row),
                Rows.scopes(row),
                row.getString("subscription_id"),
                row.getString("principal_id"),
                row.getString("owner_id"),
                row.getString("successor_id"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "expires_at"),
                Rows.instantOrNull(row, "revoked_at"),
                Rows.instantOrNull(row, "last_used_at"));
    }
}
