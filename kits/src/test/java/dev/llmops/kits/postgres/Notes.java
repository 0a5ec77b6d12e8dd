// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A room as small as can be. */
final class Notes {
    private Notes() {}

    /** @param subject names the event in the tests */
    record Written(String subject) implements DomainEvent {
        @Override
        public String type() {
            return "kit.note.written";
        }
    }

    static String write(Handle sql, TenantId tenant, String body) {
        String id = Ulids.next();
        sql.createUpdate("INSERT INTO kit.note (tenant, id, body) VALUES (:tenant, :id, :body)")
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("body", body)
                .execute();
        return id;
    }

    static List<String> bodies(Handle sql) {
        return sql.createQuery("SELECT body FROM kit.note ORDER BY body LIMIT 100")
                .mapTo(String.class)
                .list();
    }
}
