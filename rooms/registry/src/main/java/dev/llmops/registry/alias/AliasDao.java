// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.alias;

import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Ulids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Rows of {@code registry.alias} and {@code registry.alias_move}. */
record AliasDao(Handle sql) {
    private static final String COLUMNS = "kind, name, alias, asset_id, version, revision, updated_at, updated_by ";

    /** A version that an alias may be led to. */
    record Target(String id, String version, String status) {}

    /** One move; null stands for nowhere. */
    record Move(
            String id,
            @Nullable String fromVersion,
            @Nullable String toVersion,
            @Nullable String reason,
            String actor,
            Instant at) {}

    /** The version, held so that its status stays. */
    Optional<Target> target(AssetKind kind, String name, String version) {
        return sql.createQuery("""
                        SELECT id, version, status FROM registry.asset
                        WHERE kind = :kind AND name = :name AND version = :version FOR SHARE""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("version", version)
                .mapTo(Target.class)
                .findOne();
    }

    boolean hasVersions(AssetKind kind, String name) {
        return sql.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM registry.asset WHERE kind = :kind AND name = :name)""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /** One change of the aliases of an asset at a time, until the transaction ends. */
    void lock(String tenant, AssetKind kind, String name) {
        sql.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS held")
                .bind("key", "registry.alias:" + tenant + ":" + kind + ":" + name)
                .mapTo(Integer.class)
                .one();
    }

    Optional<Alias> find(AssetKind kind, String name, String alias) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.alias WHERE kind = :kind AND name = :name AND alias = :alias""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("alias", alias)
                .map(AliasDao::read)
                .findOne();
    }

    List<Alias> list(AssetKind kind, String name) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.alias WHERE kind = :kind AND name = :name ORDER BY alias LIMIT :limit""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("limit", Aliases.MAX_ALIASES + 1)
                .map(AliasDao::read)
                .list();
    }

    List<Alias> leadingTo(String assetId) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.alias WHERE asset_id = :id ORDER BY alias LIMIT :limit""")
                .bind("id", assetId)
                .bind("limit", Aliases.MAX_ALIASES + 1)
                .map(AliasDao::read)
                .list();
    }

    long moves(AssetKind kind, String name, String alias) {
        return sql.createQuery("""
                        SELECT count(*) FROM registry.alias_move
                        WHERE kind = :kind AND name = :name AND alias = :alias""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("alias", alias)
                .mapTo(Long.class)
                .one();
    }

    void write(String tenant, Alias alias) {
        sql.createUpdate("""
                        INSERT INTO registry.alias (
                            tenant, kind, name, alias, asset_id, version, revision, updated_at, updated_by)
                        VALUES (:tenant, :kind, :name, :alias, :assetId, :version, :revision, :at, :by)
                        ON CONFLICT (tenant, kind, name, alias) DO UPDATE SET
                            asset_id = excluded.asset_id, version = excluded.version, revision = excluded.revision,
                            updated_at = excluded.updated_at, updated_by = excluded.updated_by""")
                .bind("tenant", tenant)
                .bind("kind", alias.kind().wireName())
                .bind("name", alias.name())
                .bind("alias", alias.alias())
                .bind("assetId", alias.assetId())
                .bind("version", alias.version())
                .bind("revision", alias.revision())
                .bind("at", alias.updatedAt().atOffset(ZoneOffset.UTC))
                .bind("by", alias.updatedBy())
                .execute();
    }

    void delete(Alias alias) {
        sql.createUpdate("DELETE FROM registry.alias WHERE kind = :kind AND name = :name AND alias = :alias")
                .bind("kind", alias.kind().wireName())
                .bind("name", alias.name())
                .bind("alias", alias.alias())
                .execute();
    }

    void addMove(String tenant, AssetKind kind, String name, String alias, Move move) {
        sql.createUpdate("""
                        INSERT INTO registry.alias_move (
                            tenant, kind, name, alias, id, from_version, to_version, reason, actor, at)
                        VALUES (:tenant, :kind, :name, :alias, :id, :from, :to, :reason, :actor, :at)""")
                .bind("tenant", tenant)
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("alias", alias)
                .bind("id", Ulids.next())
                .bind("from", move.fromVersion())
                .bind("to", move.toVersion())
                .bind("reason", move.reason())
                .bind("actor", move.actor())
                .bind("at", move.at().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Newest first. */
    List<Move> history(AssetKind kind, String name, String alias, @Nullable String below, int limit) {
        return sql.createQuery("""
                        SELECT id, from_version, to_version, reason, actor, at FROM registry.alias_move
                        WHERE kind = :kind AND name = :name AND alias = :alias AND id < :below
                        ORDER BY id DESC
                        LIMIT :limit""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("alias", alias)
                .bind("below", below == null ? "~" : below)
                .bind("limit", limit)
                .map((row, context) -> new Move(
                        row.getString("id"),
                        row.getString("from_version"),
                        row.getString("to_version"),
                        row.getString("reason"),
                        row.getString("actor"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static Alias read(ResultSet row, StatementContext context) throws SQLException {
        return new Alias(
                AssetKind.parse(row.getString("kind")),
                row.getString("name"),
                row.getString("alias"),
                row.getString("asset_id"),
                row.getString("version"),
                row.getLong("revision"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"));
    }
}
