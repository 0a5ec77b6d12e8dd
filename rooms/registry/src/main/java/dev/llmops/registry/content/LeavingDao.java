// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Bytes that nothing names any more, in {@code registry.content_leaving}. */
record LeavingDao(Handle sql) {
    record Leaving(Tier tier, String location) {}

    void add(String tenant, Tier tier, String location, Instant after) {
        sql.createUpdate("""
                        INSERT INTO registry.content_leaving (tenant, tier, location, after)
                        VALUES (:tenant, :tier, :location, :after)
                        ON CONFLICT (tenant, tier, location) DO NOTHING""")
                .bind("tenant", tenant)
                .bind("tier", tier.wireName())
                .bind("location", location)
                .bind("after", after)
                .execute();
    }

    List<Leaving> due(Instant now, int limit) {
        return sql.createQuery("""
                        SELECT l.tier, l.location
                        FROM registry.content_leaving l
                        WHERE l.after <= :now
                        ORDER BY l.after
                        LIMIT :limit""")
                .bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> new Leaving(Tier.parse(row.getString("tier")), row.getString("location")))
                .list();
    }

    /** Every location whose digest begins with two digits, of objects and of bytes on their way out. */
    List<String> named(String slice) {
        return sql.createQuery("""
                        SELECT c.location FROM registry.content c WHERE c.digest >= :from AND c.digest < :to
                        UNION ALL
                        SELECT l.location FROM registry.content_leaving l WHERE l.location LIKE :like""")
                .bind("from", slice)
                .bind("to", slice + "g")
                .bind("like", slice + "/%")
                .mapTo(String.class)
                .list();
    }

    void remove(Leaving gone) {
        sql.createUpdate("DELETE FROM registry.content_leaving WHERE tier = :tier AND location = :location")
                .bind("tier", gone.tier().wireName())
                .bind("location", gone.location())
                .execute();
    }
}
