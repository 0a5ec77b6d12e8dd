// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Declared edges in {@code registry.asset_dependency}, and the versions they may lead to. */
public record DependencyDao(Handle sql) {
    private static final String VERSION = "a.id, a.kind, a.name, a.version, a.sort_key, a.status ";
    private static final String EDGE =
            "d.asset_id, d.place, d.target_kind, d.target_name, d.constraint_text, d.type, d.required ";

    /** A version as the graph knows it. */
    record VersionRow(String id, String kind, String name, String version, String sortKey, String status) {}

    /** An edge as it was declared. */
    record EdgeRow(
            String assetId,
            int place,
            String targetKind,
            String targetName,
            String constraintText,
            String type,
            boolean required) {}

    /** A name within a kind. */
    record Target(String kind, String name) {}

    /** Writes what new versions declare. */
    public void insert(String tenant, Collection<Asset> assets) {
        Columns columns = new Columns();
        assets.forEach(columns::add);
        if (columns.ids.isEmpty()) {
            return;
        }
        sql.createUpdate("""
                        INSERT INTO registry.asset_dependency (
                            tenant, asset_id, place, target_kind, target_name, constraint_text, type, required)
                        SELECT :tenant, e.asset_id, CAST(e.place AS int), e.kind, e.name, e.constraint_text, e.type,
                            CAST(e.required AS boolean)
                        FROM unnest(:ids, :places, :kinds, :names, :constraints, :types, :required)
                            AS e (asset_id, place, kind, name, constraint_text, type, required)""")
                .bind("tenant", tenant)
                .bind("ids", columns.ids)
                .bind("places", columns.places)
                .bind("kinds", columns.kinds)
                .bind("names", columns.names)
                .bind("constraints", columns.constraints)
                .bind("types", columns.types)
                .bind("required", columns.required)
                .execute();
    }

    /** Writes what a draft declares now. */
    public void replace(String tenant, Asset asset) {
        delete(asset.id());
        insert(tenant, List.of(asset));
    }

    public void delete(String assetId) {
        sql.createUpdate("DELETE FROM registry.asset_dependency WHERE asset_id = :id")
                .bind("id", assetId)
                .execute();
    }

    /** One set of changes to the organisation's edges at a time, until the transaction ends. */
    void lock(String tenant) {
        sql.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS held")
                .bind("key", "registry.asset_dependency:" + tenant)
                .mapTo(Integer.class)
                .one();
    }

    /** Edges in the order of asset and place, from behind a place on. */
    List<EdgeRow> edgesAfter(String assetId, int place, int limit) {
        return sql.createQuery("SELECT " + EDGE + """
                        FROM registry.asset_dependency d
                        WHERE (d.asset_id, d.place) > (:id, :place)
                        ORDER BY d.asset_id, d.place
                        LIMIT :limit""")
                .bind("id", assetId)
                .bind("place", place)
                .bind("limit", limit)
                .mapTo(EdgeRow.class)
                .list();
    }

    List<EdgeRow> edgesOf(Collection<String> assetIds) {
        return sql.createQuery("SELECT " + EDGE + """
                        FROM registry.asset_dependency d
                        WHERE d.asset_id = ANY(:ids)
                        ORDER BY d.asset_id, d.place""")
                .bind("ids", assetIds)
                .mapTo(EdgeRow.class)
                .list();
    }

    List<VersionRow> versions(Collection<String> ids) {
        return sql.createQuery("SELECT " + VERSION + " FROM registry.asset a WHERE a.id = ANY(:ids)")
                .bind("ids", ids)
                .mapTo(VersionRow.class)
                .list();
    }

    List<VersionRow> versionsOf(Collection<Target> targets) {
        return sql.createQuery("SELECT " + VERSION + """
                        FROM unnest(:kinds, :names) AS t (kind, name)
                        JOIN registry.asset a ON a.kind = t.kind AND a.name = t.name""")
                .bind("kinds", targets.stream().map(Target::kind).toList())
                .bind("names", targets.stream().map(Target::name).toList())
                .mapTo(VersionRow.class)
                .list();
    }

    /** Names that something depends on, in their order, from behind one on. */
    List<Target> targetsAfter(Target after, int limit) {
        return sql.createQuery("""
                        SELECT DISTINCT d.target_kind AS kind, d.target_name AS name
                        FROM registry.asset_dependency d
                        WHERE (d.target_kind, d.target_name) > (:kind, :name)
                        ORDER BY d.target_kind, d.target_name
                        LIMIT :limit""")
                .bind("kind", after.kind())
                .bind("name", after.name())
                .bind("limit", limit)
                .mapTo(Target.class)
                .list();
    }

    /** Which of these names something depends on. */
    List<Target> dependedOn(Collection<Target> targets) {
        return sql.createQuery("""
                        SELECT DISTINCT t.kind, t.name
                        FROM unnest(:kinds, :names) AS t (kind, name)
                        JOIN registry.asset_dependency d ON d.target_kind = t.kind AND d.target_name = t.name""")
                .bind("kinds", targets.stream().map(Target::kind).toList())
                .bind("names", targets.stream().map(Target::name).toList())
                .mapTo(Target.class)
                .list();
    }

    /** Rows of one INSERT, column by column. */
    private static final class Columns {
        private final List<String> ids = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final List<String> kinds = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<String> constraints = new ArrayList<>();
        private final List<String> types = new ArrayList<>();
        private final List<String> required = new ArrayList<>();

        void add(Asset asset) {
            int place = 0;
            for (AssetDependency dependency : asset.dependencies()) {
                ids.add(asset.id());
                places.add(Integer.toString(place++));
                kinds.add(dependency.kind().wireName());
                names.add(dependency.name());
                constraints.add(dependency.constraint());
                types.add(dependency.type().wireName());
                required.add(Boolean.toString(dependency.required()));
            }
        }
    }
}
