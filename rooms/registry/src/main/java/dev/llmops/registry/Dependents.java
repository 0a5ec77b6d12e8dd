// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.registry.alias.Alias;
import dev.llmops.registry.version.SemVer;
import dev.llmops.registry.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Who could not do without a version: published ones that require it and find no other published version in their
 * range, among them services by their model, and aliases that lead to it.
 */
record Dependents(Handle sql) {
    private static final int MAX_EXAMINED = 1_000;

    /** A version that declares that it requires an asset. */
    record Declared(String kind, String name, String version, String constraintText) {
        String ref() {
            return kind + " " + name + "@" + version;
        }
    }

    /** In words; at most {@code limit}. */
    List<String> of(Asset asset, List<Alias> aliases, int limit) {
        List<String> dependents = new ArrayList<>();
        aliases.forEach(alias -> dependents.add("alias @" + alias.alias()));
        List<SemVer> others = others(asset);
        SemVer own = SemVer.parse(asset.version());
        for (Declared declared : declared(asset)) {
            if (dependents.size() < limit && needs(declared.constraintText(), own, others)) {
                dependents.add(declared.ref());
            }
        }
        return dependents.stream().limit(limit).toList();
    }

    private static boolean needs(String constraint, SemVer own, List<SemVer> others) {
        return SemVer.tryParse(constraint).map(own::equals).orElseGet(() -> VersionRange.tryParse(constraint)
                .filter(range -> range.contains(own))
                .filter(range -> others.stream().noneMatch(range::contains))
                .isPresent());
    }

    private List<SemVer> others(Asset asset) {
        return sql.createQuery("""
                        SELECT version FROM registry.asset
                        WHERE kind = :kind AND name = :name AND status IN ('published', 'deprecated') AND id <> :id
                        ORDER BY sort_key DESC
                        LIMIT :limit""")
                .bind("kind", asset.kind().wireName())
                .bind("name", asset.name())
                .bind("id", asset.id())
                .bind("limit", MAX_EXAMINED)
                .mapTo(String.class)
                .map(SemVer::parse)
                .list();
    }

    /** Of versions that are published or deprecated themselves. */
    private List<Declared> declared(Asset asset) {
        return sql.createQuery("""
                        SELECT a.kind, a.name, a.version, d.constraint_text
                        FROM registry.asset_dependency d
                        JOIN registry.asset a ON a.tenant = d.tenant AND a.id = d.asset_id
                        WHERE d.target_kind = :kind AND d.target_name = :name AND d.required
                            AND a.status IN ('published', 'deprecated')
                        ORDER BY a.id
                        LIMIT :limit""")
                .bind("kind", asset.kind().wireName())
                .bind("name", asset.name())
                .bind("limit", MAX_EXAMINED)
                .mapTo(Declared.class)
                .list();
    }
}
