// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.registry.dependency.DependencyDao;
import dev.llmops.registry.version.SemVer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Single versions in {@code registry.asset}. Row-level security holds every statement within the caller's tenant. */
record AssetDao(Handle sql) {
    static final String COLUMNS = """
            a.id, a.kind, a.name, a.version, a.status, a.description, a.owner, a.licence, a.provider, a.tags, a.labels,
            a.spec, a.dependencies, a.digest, a.revision, a.status_reason, a.successor, a.sunset_at, a.created_at, a.created_by,
            a.updated_at, a.updated_by, a.published_at, a.deprecated_at, a.retired_at
            """;

    /** How a row is held until the transaction ends. */
    enum Hold {
        NOT(""),
        /** It may be read and referred to, not changed. */
        SHARED(" FOR SHARE"),
        ALONE(" FOR UPDATE");

        private final String clause;

        Hold(String clause) {
            this.clause = clause;
        }
    }

    Optional<Asset> find(String id, Hold hold) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.asset a WHERE a.id = :id" + hold.clause)
                .bind("id", id)
                .map(AssetRow::read)
                .findOne();
    }

    Optional<Asset> find(AssetKind kind, String name, String version, Hold hold) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM registry.asset a
                        WHERE a.kind = :kind AND a.name = :name AND a.version = :version""" + hold.clause)
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("version", version)
                .map(AssetRow::read)
                .findOne();
    }

    /** In the order of the ids; those that are not there are left out. */
    List<Asset> findAll(Collection<String> ids) {
        return sql.createQuery("SELECT " + COLUMNS
                        + " FROM registry.asset a WHERE a.id = ANY(:ids) ORDER BY a.id LIMIT :limit")
                .bindArray("ids", String.class, ids)
                .bind("limit", ids.size())
                .map(AssetRow::read)
                .list();
    }

    /** The highest published version that is no pre-release. */
    Optional<Asset> latest(AssetKind kind, String name) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM registry.asset a
                        WHERE a.kind = :kind AND a.name = :name AND a.status = 'published' AND a.stable
                        ORDER BY a.sort_key DESC, a.version DESC
                        LIMIT 1""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .map(AssetRow::read)
                .findOne();
    }

    /** Where an alias leads. */
    Optional<Asset> byAlias(AssetKind kind, String name, String alias) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM registry.alias l JOIN registry.asset a ON a.tenant = l.tenant AND a.id = l.asset_id
                        WHERE l.kind = :kind AND l.name = :name AND l.alias = :alias""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("alias", alias)
                .map(AssetRow::read)
                .findOne();
    }

    /** A version's text and status. */
    record Choice(String id, String version, String status) {}

    /** Published and deprecated versions between two bounds, highest first. */
    List<Choice> choices(AssetKind kind, String name, String floorKey, String ceilingKey, int limit) {
        return sql.createQuery("""
                        SELECT id, version, status FROM registry.asset
                        WHERE kind = :kind AND name = :name AND status IN ('published', 'deprecated')
                            AND sort_key >= :floor AND sort_key <= :ceiling
                        ORDER BY sort_key DESC, version DESC
                        LIMIT :limit""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("floor", floorKey)
                .bind("ceiling", ceilingKey)
                .bind("limit", limit)
                .mapTo(Choice.class)
                .list();
    }

    /** The highest release below a version that is published or deprecated. */
    Optional<Asset> releaseBelow(AssetKind kind, String name, SemVer version) {
        return sql.createQuery("SELECT " + COLUMNS + """
                        FROM registry.asset a
                        WHERE a.kind = :kind AND a.name = :name AND a.sort_key < :sortKey AND a.stable
                            AND a.status IN ('published', 'deprecated')
                        ORDER BY a.sort_key DESC, a.version DESC
                        LIMIT 1""")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("sortKey", version.sortKey())
                .map(AssetRow::read)
                .findOne();
    }

    /** Versions below one, or from the top; highest first. */
    List<Asset> versions(AssetKind kind, String name, @Nullable SemVer below, int limit) {
        String after = below == null ? "" : " AND (a.sort_key, a.version) < (:sortKey, :version)";
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.asset a WHERE a.kind = :kind AND a.name = :name"
                        + after + " ORDER BY a.sort_key DESC, a.version DESC LIMIT :limit")
                .bind("kind", kind.wireName())
                .bind("name", name)
                .bind("sortKey", below == null ? "" : below.sortKey())
                .bind("version", below == null ? "" : below.toString())
                .bind("limit", limit)
                .map(AssetRow::read)
                .list();
    }

    /** False when the version exists, also when another transaction is just creating it (this one then waits). */
    boolean insert(String tenant, Asset asset) {
        return !new AssetBatchDao(sql).insert(tenant, List.of(asset)).isEmpty();
    }

    /** Writes all that may differ from what is stored; the caller holds the row. */
    void update(String tenant, Asset asset) {
        AssetRow.bind(sql.createUpdate("""
                        UPDATE registry.asset SET
                            status = :status, description = :description, owner = :owner, licence = :licence,
                            provider = :provider, tags = CAST(:tags AS jsonb), labels = CAST(:labels AS jsonb),
                            spec = CAST(:spec AS jsonb), dependencies = CAST(:dependencies AS jsonb), digest = :digest, revision = :revision,
                            status_reason = :statusReason, successor = :successor,
                            sunset_at = CAST(:sunsetAt AS timestamptz), updated_at = :updatedAt, updated_by = :updatedBy,
                            published_at = CAST(:publishedAt AS timestamptz),
                            deprecated_at = CAST(:deprecatedAt AS timestamptz),
                            retired_at = CAST(:retiredAt AS timestamptz)
                        WHERE id = :id"""), asset).execute();
        deleteTerms(asset.id());
        sql.createUpdate("""
                        INSERT INTO registry.asset_term (tenant, asset_id, field, value)
                        SELECT :tenant, term ->> 0, term ->> 1, term ->> 2
                        FROM jsonb_array_elements(CAST(:terms AS jsonb)) AS term""")
                .bind("tenant", tenant)
                .bind("terms", AssetTerms.rows(List.of(asset)))
                .execute();
        new DependencyDao(sql).replace(tenant, asset);
    }

    void delete(String id) {
        sql.createUpdate("DELETE FROM registry.annotation WHERE asset_id = :id")
                .bind("id", id)
                .execute();
        deleteTerms(id);
        new DependencyDao(sql).delete(id);
        sql.createUpdate("DELETE FROM registry.asset WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Whether a service that was published and is not retired stands on the model. */
    boolean isServed(AssetRef model) {
        return sql.createQuery("""
                        SELECT EXISTS (
                            SELECT 1
                            FROM registry.asset_term t JOIN registry.asset a ON a.tenant = t.tenant AND a.id = t.asset_id
                            WHERE t.field = 'model' AND t.value = :model AND a.status IN ('published', 'deprecated'))""")
                .bind("model", model.toString())
                .mapTo(Boolean.class)
                .one();
    }

    private void deleteTerms(String id) {
        sql.createUpdate("DELETE FROM registry.asset_term WHERE asset_id = :id")
                .bind("id", id)
                .execute();
    }
}
