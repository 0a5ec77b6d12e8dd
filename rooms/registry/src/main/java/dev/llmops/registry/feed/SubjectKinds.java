// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Of which kind the asset of an event is. An asset never changes its kind, so that the answer can be kept. */
@Singleton
final class SubjectKinds {
    private static final int KEPT = 10_000;
    private static final String NONE = "";

    private final Database database;
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KEPT;
        }
    };

    SubjectKinds(Database database) {
        this.database = database;
    }

    boolean is(TenantId tenant, String subject, String kind) {
        String key = tenant.value() + " " + subject;
        String found;
        synchronized (known) {
            found = known.get(key);
        }
        if (found == null) {
            found = database.read(tenant, sql -> new TenantLog(sql).kindOf(subject))
                    .orElse(NONE);
            synchronized (known) {
                known.put(key, found);
            }
        }
        return found.equals(kind);
    }
}
