// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.gateway.limit.LimitSetBody.LimitBody;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks limits as they were sent; every fault is told, each with its field. */
final class LimitForm {
    private static final int MAX_LIMITS = 20;
    private static final int MAX_MEMBERS = 1_000;
    private static final long MAX_AMOUNT = 1_000_000_000_000L;
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}";

    private final List<Violation> faults = new ArrayList<>();
    private final LimitLevel level;
    private final String subject;

    private LimitForm(LimitLevel level, String subject) {
        this.level = level;
        this.subject = subject;
    }

    /** The set that the body describes, at revision 1. */
    static LimitSet read(TenantId tenant, LimitLevel level, String subject, LimitSetBody body, Instant now) {
        return new LimitForm(level, subject).read(tenant, body, now);
    }

    private LimitSet read(TenantId tenant, LimitSetBody body, Instant now) {
        requireSubject();
        sameAsPath("level", body.level(), level);
        sameAsPath("subject", body.subject(), subject);
        List<String> members = members(Objects.requireNonNullElse(body.members(), List.of()));
        List<Limit> limits = limits(Objects.requireNonNullElse(body.limits(), List.of()), now);
        if (limits.isEmpty() && body.priority() == null && faults.isEmpty()) {
            add("limits", null, "1 to " + MAX_LIMITS + " limits, or a priority");
        }
        if (!faults.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, faults);
        }
        return new LimitSet(tenant, level, subject, body.priority(), members, limits, 1, now, now);
    }

    private void requireSubject() {
        boolean wellFormed =
                switch (level) {
                    case ORGANISATION -> subject.equals(LimitLevel.SELF);
                    case TEAM -> subject.matches(NAME);
                    case USER, KEY -> Ulids.isUlid(subject);
                };
        if (!wellFormed) {
            add(
                    "subject",
                    subject,
                    switch (level) {
                        case ORGANISATION -> "'" + LimitLevel.SELF + "'";
                        case TEAM -> "a name of 1 to 64 characters of a-z, 0-9 and -";
                        case USER -> "the id of a user";
                        case KEY -> "the id of a key";
                    });
        }
    }

    private void sameAsPath(String field, @Nullable Object sent, Object path) {
        if (sent != null && !sent.equals(path)) {
            add(field, sent, "'" + path + "', as in the path, or nothing");
        }
    }

    private List<String> members(List<@Nullable String> sent) {
        if (level != LimitLevel.TEAM) {
            if (!sent.isEmpty()) {
                add("members", sent.size() + " members", "none: only a team has members");
            }
            return List.of();
        }
        if (sent.isEmpty() || sent.size() > MAX_MEMBERS) {
            add("members", sent.size() + " members", "1 to " + MAX_MEMBERS + " ids of users or keys");
            return List.of();
        }
        List<String> members = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String member = sent.get(i);
            if (member == null || !Ulids.isUlid(member)) {
                add("members[" + i + "]", member, "the id of a user or a key");
            } else if (!members.contains(member)) {
                members.add(member);
            }
        }
        return members;
    }

    private List<Limit> limits(List<@Nullable LimitBody> sent, Instant now) {
        if (sent.size() > MAX_LIMITS) {
            add("limits", sent.size() + " limits", "at most " + MAX_LIMITS);
            return List.of();
        }
        List<Limit> limits = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            LimitBody body = sent.get(i);
            String field = "limits[" + i + "]";
            if (body == null || body.resource() == null) {
                add(field + ".resource", null, "what is limited, such as requests");
                continue;
            }
            Long amount = body.amount();
            if (amount == null || amount < 1 || amount > MAX_AMOUNT) {
                add(field + ".amount", amount, "a whole number from 1 to 1,000,000,000,000");
                continue;
            }
            boolean windowed = body.resource() != LimitResource.CONCURRENCY;
            if (windowed != (body.per() != null)) {
                add(
                        field + ".per",
                        body.per(),
                        windowed ? "minute, hour, day, week or month" : "nothing for concurrency");
                continue;
            }
            if (!told.add(body.resource() + "/" + body.per())) {
                add(field, body.resource().wireName(), "each resource and window once");
                continue;
            }
            limits.add(new Limit(body.resource(), body.per(), amount, now));
        }
        return limits;
    }

    private void add(String field, @Nullable Object value, String expected) {
        faults.add(Violation.of(field, value, expected));
    }
}
