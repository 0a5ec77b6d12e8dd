// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Walks the catalogue for ways around the tenant border. */
public final class TenantIsolation {
    private TenantIsolation() {}

    /**
     * What is open, each as {@code schema.name: why}; empty when all is closed: tables with a tenant column that lack
     * forced row-level security or a policy of its form, other tables that serve may change, views that read with
     * their owner's rights, functions that run with them.
     *
     * @param sql as role owner
     */
    public static List<String> unprotectedTables(Handle sql) {
        return sql.createQuery("""
                WITH relations AS (
                    SELECT c.oid, c.relkind, c.reloptions, c.relrowsecurity, c.relforcerowsecurity,
                        n.nspname || '.' || c.relname AS name,
                        EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant'
                            AND NOT a.attisdropped) AS has_tenant,
                        has_table_privilege('llmops_serve', c.oid, 'SELECT') AS serve_reads,
                        has_table_privilege('llmops_serve', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                            AS serve_writes,
                        has_table_privilege('llmops_system', c.oid, 'SELECT') AS system_reads
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p', 'v', 'm')
                      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                      AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%'
                ), tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'p'))
                SELECT name || ': row-level security is not enabled and forced' FROM tables
                WHERE has_tenant AND NOT (relrowsecurity AND relforcerowsecurity)
                UNION ALL
                SELECT name || ': serve has no policy of its tenant alone' FROM tables t
                WHERE has_tenant AND serve_reads AND NOT EXISTS (
                    SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*'
                      AND p.polroles = ARRAY[to_regrole('llmops_serve')::oid]
                      AND pg_get_expr(p.polqual, p.polrelid)
                          = '(tenant = NULLIF(current_setting(''llmops.tenant''::text, true), ''''::text))'
                      AND pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))
                UNION ALL
                SELECT name || ': serve has more than one policy' FROM tables t
                WHERE (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid
                    AND p.polroles && ARRAY[to_regrole('llmops_serve')::oid, 0::oid]) > 1
                UNION ALL
                SELECT name || ': system may read it without a policy' FROM tables t
                WHERE has_tenant AND system_reads AND NOT EXISTS (
                    SELECT FROM pg_policy p WHERE p.polrelid = t.oid
                      AND p.polroles = ARRAY[to_regrole('llmops_system')::oid])
                UNION ALL
                SELECT name || ': serve may change a table that has no tenant' FROM tables
                WHERE NOT has_tenant AND serve_writes
                UNION ALL
                SELECT name || ': a view that does not read with its caller''s rights' FROM relations
                WHERE relkind IN ('v', 'm') AND serve_reads
                  AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)
                UNION ALL
                SELECT n.nspname || '.' || p.proname || ': a function that runs with its owner''s rights'
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                ORDER BY 1
                LIMIT 1000""").mapTo(String.class).list();
    }
}
