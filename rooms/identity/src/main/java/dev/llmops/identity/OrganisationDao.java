// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code identity.organisation}. */
final class OrganisationDao {
    private final Handle sql;

    OrganisationDao(Handle sql) {
        this.sql = sql;
    }

    record Organisation(TenantId tenant, String name, boolean founding) {}

    void insert(Organisation organisation, Instant now) {
        sql.createUpdate("""
                        INSERT INTO identity.organisation (tenant, name, founding, created_at)
                        VALUES (:tenant, :name, :founding, :now)
                        """)
                .bind("tenant", organisation.tenant().value())
                .bind("name", organisation.name())
                .bind("founding", organisation.founding())
                .bind("now", Rows.utc(now))
                .execute();
    }

    /** The organisation of the open tenant; a JWT may name one that does not exist. */
    Optional<Organisation> own() {
        return query("SELECT tenant, name, founding FROM identity.organisation LIMIT 1");
    }

    /** Over all tenants, as role {@code system}. */
    Optional<Organisation> founding() {
        return query("SELECT tenant, name, founding FROM identity.organisation WHERE founding");
    }

    private Optional<Organisation> query(String text) {
        return sql.createQuery(text)
                .map((row, context) -> new Organisation(
                        new TenantId(row.getString("tenant")), row.getString("name"), row.getBoolean("founding")))
                .findOne();
    }
}
