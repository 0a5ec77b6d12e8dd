// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.contracts.gateway.GatewayEvent.LimitsChanged;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import dev.llmops.platform.web.ETags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits of an organisation: kept, changed, found. */
@Singleton
final class LimitBook implements LimitSource {
    private static final int MAX_OF_ALL = 200_000;
    private static final int MAX_PER_TENANT = 20_000;

    private final Database database;
    private final SystemReads systemReads;
    private final Clock clock;

    LimitBook(Database database, SystemReads systemReads, Clock clock) {
        this.database = database;
        this.systemReads = systemReads;
        this.clock = clock;
    }

    @Override
    public List<LimitSet> all() {
        return systemReads.read(sql -> new LimitDao(sql).all(MAX_OF_ALL));
    }

    Page<LimitSet> list(TenantId tenant, PageRequest page) {
        return Page.of(
                database.read(tenant, sql -> new LimitDao(sql).list(page)),
                page,
                set -> set.level().wireName() + "/" + set.subject());
    }

    LimitSet get(TenantId tenant, LimitLevel level, String subject) {
        return database.read(tenant, sql -> new LimitDao(sql).find(level, subject))
                .orElseThrow(() ->
                        Problem.notFound("subject", subject, "a " + level.wireName() + " for which limits are set"));
    }

    /** Writes all of it. What is there must be named by {@code If-Match}; writing the same again changes nothing. */
    LimitSet put(Caller caller, LimitLevel level, String subject, LimitSetBody body, @Nullable String ifMatch) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        LimitSet said = LimitForm.read(caller.tenant(), level, subject, body, now);
        return database.change(caller, (sql, events) -> {
            LimitDao limits = new LimitDao(sql);
            Optional<LimitSet> known = limits.lock(level, subject);
            if (known.isEmpty()) {
                insert(limits, said, ifMatch, caller);
                events.append(new LimitsChanged(subject, level.wireName(), "written", said.revision()));
                return said;
            }
            LimitSet before = known.get();
            ETags.require(ifMatch, before.revision());
            LimitSet after = after(before, said);
            if (before.saysTheSameAs(after)) {
                return before;
            }
            limits.update(after, caller);
            events.append(new LimitsChanged(subject, level.wireName(), "written", after.revision()));
            return after;
        });
    }

    /** What is counted already goes on being counted from when it was first set. */
    private static LimitSet after(LimitSet before, LimitSet said) {
        List<Limit> limits = said.limits().stream()
                .map(limit -> before.limits().stream()
                        .filter(limit::countsTheSameAs)
                        .findFirst()
                        .map(old -> new Limit(limit.resource(), limit.per(), limit.amount(), old.since()))
                        .orElse(limit))
                .toList();
        return new LimitSet(
                said.tenant(),
                said.level(),
                said.subject(),
                said.priority(),
                said.members(),
                limits,
                before.revision() + 1,
                before.createdAt(),
                said.updatedAt());
    }

    private static void insert(LimitDao limits, LimitSet set, @Nullable String ifMatch, Caller caller) {
        if (ifMatch != null && !ifMatch.isBlank()) {
            throw new Problem(
                    ErrorCode.PRECONDITION_FAILED,
                    "If-Match: '" + ifMatch + "' (expected: none, since nothing is limited for " + set.subject()
                            + " yet)");
        }
        if (limits.count(MAX_PER_TENANT) >= MAX_PER_TENANT) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "Limits are set for " + MAX_PER_TENANT + " subjects, the most there can be; delete some first");
        }
        if (!limits.insert(set, caller)) {
            throw new Problem(
                    ErrorCode.CONFLICT, "The limits were written at the same moment; read them and try again");
        }
    }

    /** Takes the limits away; again changes nothing. */
    void delete(Caller caller, LimitLevel level, String subject, @Nullable String ifMatch) {
        database.change(caller, (sql, events) -> {
            LimitDao limits = new LimitDao(sql);
            Optional<LimitSet> known = limits.lock(level, subject);
            known.ifPresent(set -> ETags.require(ifMatch, set.revision()));
            if (known.isPresent() && limits.delete(level, subject)) {
                events.append(new LimitsChanged(
                        subject, level.wireName(), "deleted", known.get().revision()));
            }
            return subject;
        });
    }
}
