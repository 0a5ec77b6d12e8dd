// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.registry.dependency.DependencyDao;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.version.SemVer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** New versions, many in one statement, with all that is stored beside them. */
record AssetBatchDao(Handle sql) {
    private static final Comparator<Asset> IDENTITY = Comparator.comparing(
                    (Asset asset) -> asset.kind().wireName())
            .thenComparing(Asset::name)
            .thenComparing(Asset::version);

    /**
     * Those that did not exist, by id; of several with one identity the first of the list. Rows are written in one order
     * by everybody, so that two batches never wait for each other in a circle; this one waits where another transaction
     * is just creating the same.
     */
    Set<String> insert(String tenant, Collection<Asset> assets) {
        List<Asset> inOrder = assets.stream().sorted(IDENTITY).toList();
        Set<String> created = new HashSet<>(sql.createQuery("""
                        WITH created AS (
                            INSERT INTO registry.asset (
                                tenant, id, kind, name, version, sort_key, stable, status, description, owner, licence,
                                provider, tags, labels, spec, dependencies, digest, revision, created_at, created_by,
                                updated_at, updated_by)
                            SELECT :tenant, r.id, r.kind, r.name, r.version, r.sort_key, r.stable, r.status,
                                r.description, r.owner, r.licence, r.provider, r.tags, r.labels, r.spec, r.dependencies,
                                r.digest, r.revision, r.created_at, r.created_by, r.created_at, r.created_by
                            FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
                                id text, kind text, name text, version text, sort_key text, stable boolean, status text,
                                description text, owner text, licence text, provider text, tags jsonb, labels jsonb,
                                spec jsonb, dependencies jsonb, digest text, revision bigint, created_at timestamptz,
                                created_by text)
                            ON CONFLICT (tenant, kind, name, version) DO NOTHING
                            RETURNING id),
                        terms AS (
                            INSERT INTO registry.asset_term (tenant, asset_id, field, value)
                            SELECT :tenant, created.id, term ->> 1, term ->> 2
                            FROM jsonb_array_elements(CAST(:terms AS jsonb)) AS term
                            JOIN created ON created.id = term ->> 0)
                        SELECT id FROM created""")
                .bind("tenant", tenant)
                .bind("rows", rows(inOrder))
                .bind("terms", AssetTerms.rows(inOrder))
                .mapTo(String.class)
                .list());
        new DependencyDao(sql)
                .insert(
                        tenant,
                        inOrder.stream()
                                .filter(asset -> created.contains(asset.id()))
                                .toList());
        return created;
    }

    /** Those that have an identity of these, in no order. */
    List<Asset> findByIdentity(Collection<Asset> assets) {
        return sql.createQuery("SELECT " + AssetDao.COLUMNS + """
                        FROM unnest(:kinds, :names, :versions) AS i (kind, name, version)
                        JOIN registry.asset a ON a.kind = i.kind AND a.name = i.name AND a.version = i.version""")
                .bind(
                        "kinds",
                        assets.stream().map(asset -> asset.kind().wireName()).toList())
                .bind("names", assets.stream().map(Asset::name).toList())
                .bind("versions", assets.stream().map(Asset::version).toList())
                .map(AssetRow::read)
                .list();
    }

    private static String rows(List<Asset> assets) {
        ArrayNode rows = SourceTree.NODES.arrayNode();
        for (Asset asset : assets) {
            SemVer version = SemVer.parse(asset.version());
            ObjectNode row = rows.addObject();
            row.put("id", asset.id());
            row.put("kind", asset.kind().wireName());
            row.put("name", asset.name());
            row.put("version", asset.version());
            row.put("sort_key", version.sortKey());
            row.put("stable", version.isStable());
            row.put("status", asset.status().wireName());
            row.put("description", asset.description());
            row.put("owner", asset.owner());
            row.put("licence", asset.licence());
            row.put("provider", asset.provider());
            row.set("tags", AssetRow.jsonArray(asset.tags()));
            row.set("labels", AssetRow.jsonObject(asset.labels()));
            row.putRawValue("spec", new RawValue(asset.spec()));
            if (!asset.dependencies().isEmpty()) {
                row.set("dependencies", Dependencies.json(asset.dependencies()));
            }
            row.put("digest", asset.digest());
            row.put("revision", asset.revision());
            row.put("created_at", asset.createdAt().toString());
            row.put("created_by", asset.createdBy());
        }
        return rows.toString();
    }
}
