// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An organisation's rules about tiers. */
@Singleton
final class Rules {
    private static final TypeReference<List<ContentRule>> LIST = new TypeReference<>() {};

    private final Database database;
    private final Blobs blobs;
    private final ObjectMapper json;
    private final Clock clock;

    Rules(Database database, Blobs blobs, ObjectMapper json, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.json = json;
        this.clock = clock;
    }

    /** @param revision 0 while none were ever set */
    record Current(List<ContentRule> rules, long revision) {
        Current {
            rules = List.copyOf(rules);
        }
    }

    Current get(TenantId tenant) {
        return database.read(tenant, sql -> new RulesDao(sql).find(false))
                .map(this::read)
                .orElseGet(() -> new Current(List.of(), 0));
    }

    /** @param ifMatch the entity tag of the rules it replaces; needed once there are any */
    Current replace(Caller caller, @Nullable String ifMatch, List<ContentRule> rules) {
        if (rules.size() > ContentRule.MAX_RULES) {
            throw Problem.invalid("rules", rules.size() + " rules", "at most " + ContentRule.MAX_RULES);
        }
        for (ContentRule rule : rules) {
            if (!blobs.has(rule.tier())) {
                throw Problem.invalid(
                        "tier",
                        rule.tier().wireName(),
                        "hot or warm; cold needs a bucket, which is not configured here");
            }
        }
        return database.change(caller, (sql, events) -> {
            RulesDao dao = new RulesDao(sql);
            long revision = dao.find(true).map(RulesDao.Stored::revision).orElse(0L);
            if (revision > 0) {
                ETags.require(ifMatch, revision);
            }
            dao.put(caller.tenant().value(), write(rules), revision + 1, caller.name(), clock.instant());
            return new Current(rules, revision + 1);
        });
    }

    private Current read(RulesDao.Stored stored) {
        try {
            return new Current(json.readValue(stored.json(), LIST), stored.revision());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored rules are not readable", e);
        }
    }

    private String write(List<ContentRule> rules) {
        try {
            return json.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of records was not serialisable", e);
        }
    }
}
