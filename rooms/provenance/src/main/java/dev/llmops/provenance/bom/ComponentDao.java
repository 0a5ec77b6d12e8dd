// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What imported bills said of versions beyond their manifests; of the open transaction's tenant. */
final class ComponentDao {
    private final Handle sql;

    ComponentDao(Handle sql) {
        this.sql = sql;
    }

    void put(String tenant, String assetId, String assetDigest, String body, Instant now) {
        sql.createUpdate("""
                        INSERT INTO provenance.component (tenant, asset_id, asset_digest, body, imported_at)
                        VALUES (:tenant, :assetId, :assetDigest, :body::jsonb, :now)
                        ON CONFLICT (tenant, asset_id)
                        DO UPDATE SET asset_digest = :assetDigest, body = :body::jsonb, imported_at = :now""")
                .bind("tenant", tenant)
                .bind("assetId", assetId)
                .bind("assetDigest", assetDigest)
                .bind("body", body)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** As long as the version is what it was at the import. */
    Optional<String> find(String assetId, String assetDigest) {
        return sql.createQuery("""
                        SELECT body::text FROM provenance.component
                        WHERE asset_id = :assetId AND asset_digest = :assetDigest""")
                .bind("assetId", assetId)
                .bind("assetDigest", assetDigest)
                .mapTo(String.class)
                .findOne();
    }
}
