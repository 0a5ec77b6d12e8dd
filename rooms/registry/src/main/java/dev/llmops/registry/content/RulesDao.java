// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** An organisation's rules in {@code registry.content_rules}, and the objects that lie elsewhere than they say. */
record RulesDao(Handle sql) {
    record Stored(String json, long revision) {}

    Optional<Stored> find(boolean hold) {
        return sql.createQuery("SELECT r.rules, r.revision FROM registry.content_rules r" + (hold ? " FOR UPDATE" : ""))
                .map((row, context) -> new Stored(row.getString("rules"), row.getLong("revision")))
                .findOne();
    }

    void put(String tenant, String json, long revision, String by, Instant at) {
        sql.createUpdate("""
                        INSERT INTO registry.content_rules (tenant, rules, revision, updated_at, updated_by)
                        VALUES (:tenant, CAST(:rules AS jsonb), :revision, :at, :by)
                        ON CONFLICT (tenant) DO UPDATE SET
                            rules = excluded.rules, revision = excluded.revision, updated_at = excluded.updated_at,
                            updated_by = excluded.updated_by""")
                .bind("tenant", tenant)
                .bind("rules", json)
                .bind("revision", revision)
                .bind("at", at)
                .bind("by", by)
                .execute();
    }

    /** An object and the tier that the rules want it in. */
    record Misplaced(ContentRow content, Tier belongs) {}

    /** Objects that lie in another tier than the first fitting rule says; hot when none fits. */
    List<Misplaced> misplaced(List<ContentRule> rules, Instant now, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder belongs = new StringBuilder("CASE");
        for (int i = 0; i < rules.size(); i++) {
            belongs.append(" WHEN ").append(condition(rules.get(i), i, now, values));
            belongs.append(" THEN '").append(rules.get(i).tier().wireName()).append('\'');
        }
        belongs.append(rules.isEmpty() ? " WHEN FALSE THEN ''" : "").append(" ELSE 'hot' END");
        Query query = sql.createQuery("SELECT * FROM (SELECT " + ContentDao.COLUMNS + ", " + belongs + """
                 AS belongs FROM registry.content c WHERE NOT c.damaged) x
                WHERE x.belongs <> x.tier ORDER BY x.id LIMIT :limit""");
        values.forEach(query::bind);
        return query.bind("limit", limit)
                .map((row, context) ->
                        new Misplaced(ContentRow.read(row, context), Tier.parse(row.getString("belongs"))))
                .list();
    }

    private static String condition(ContentRule rule, int number, Instant now, Map<String, Object> values) {
        List<String> all = new ArrayList<>();
        all.add("TRUE");
        if (rule.unreadDays() != null) {
            all.add("c.last_read_at <= :unread" + number);
            values.put("unread" + number, now.minus(Duration.ofDays(rule.unreadDays())));
        }
        if (rule.minSizeBytes() != null) {
            all.add("c.size_bytes >= :size" + number);
            values.put("size" + number, rule.minSizeBytes());
        }
        if (rule.kinds() != null) {
            all.add("EXISTS (SELECT 1 FROM registry.artifact r JOIN registry.asset a ON a.tenant = r.tenant"
                    + " AND a.id = r.asset_id WHERE r.tenant = c.tenant AND r.digest = c.digest"
                    + " AND a.kind IN (SELECT jsonb_array_elements_text(CAST(:kinds" + number + " AS jsonb))))");
            values.put("kinds" + number, "[\"" + String.join("\",\"", rule.kinds()) + "\"]");
        }
        return String.join(" AND ", all);
    }
}
