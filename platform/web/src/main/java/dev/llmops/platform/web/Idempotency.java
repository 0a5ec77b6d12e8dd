// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.platform.sql.SystemReads;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for 24 h what a repeatable change answered. The first request with a key runs; the same request later gets
 * the same answer; at the same time it is asked to wait; another request with the key is refused. An attempt that has
 * not ended after a minute (a transaction lasts at most 10 s) died with its process, and its repeat runs anew.
 */
@Singleton
final class Idempotency {
    static final Duration KEPT = Duration.ofHours(24);
    static final Duration LOST_AFTER = Duration.ofMinutes(1);

    private final Database database;
    private final SystemReads systemReads;
    private final Sealer sealer;
    private final ObjectMapper json;
    private final Clock clock;

    Idempotency(Database database, SystemReads systemReads, Sealer sealer, ObjectMapper json, Clock clock) {
        this.database = database;
        this.systemReads = systemReads;
        this.sealer = sealer;
        this.json = json;
        this.clock = clock;
    }

    /** An answer as it was given. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** What a request with a key may do now. */
    sealed interface Start {
        /** It is the first: run it, then {@link #finish} or {@link #forget}. */
        record Run(Attempt attempt) implements Start {}

        record Replay(Answer answer) implements Start {}
    }

    record Attempt(Caller caller, IdempotencyDao.Slot slot, String id) {}

    Start begin(Caller caller, String key, String requestSha256) {
        var slot = new IdempotencyDao.Slot(caller.tenant().value(), caller.principalId(), requireKey(key));
        Attempt attempt = new Attempt(caller, slot, Ulids.next());
        Instant now = clock.instant();
        Optional<Answer> stored = database.change(caller, (sql, events) -> {
            IdempotencyDao dao = new IdempotencyDao(sql);
            dao.clean(now.minus(KEPT));
            return dao.insert(slot, requestSha256, attempt.id(), now)
                    ? Optional.empty()
                    : repeated(dao, attempt, requestSha256, now);
        });
        return stored.<Start>map(Start.Replay::new).orElseGet(() -> new Start.Run(attempt));
    }

    private Optional<Answer> repeated(IdempotencyDao dao, Attempt attempt, String requestSha256, Instant now) {
        IdempotencyDao.Row row = dao.lock(attempt.slot()).orElseThrow(Idempotency::running);
        if (row.createdAt().isBefore(now.minus(KEPT))) {
            dao.restart(attempt.slot(), requestSha256, attempt.id(), now, now);
            return Optional.empty();
        }
        if (!row.requestSha256().equals(requestSha256)) {
            throw new Problem(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "idempotency-key: '" + attempt.slot().key()
                            + "' was used with another request (expected: a new key for each new change)");
        }
        String response = row.response();
        if (response != null) {
            return Optional.of(open(response, attempt.slot()));
        }
        if (row.attemptedAt().isAfter(now.minus(LOST_AFTER))) {
            throw running();
        }
        dao.restart(attempt.slot(), requestSha256, attempt.id(), row.createdAt(), now);
        return Optional.empty();
    }

    void finish(Attempt attempt, Answer answer) {
        String sealed = seal(answer, attempt.slot());
        database.change(attempt.caller(), (sql, events) -> {
            new IdempotencyDao(sql).finish(attempt.slot(), attempt.id(), sealed);
            return attempt;
        });
    }

    void forget(Attempt attempt) {
        database.change(attempt.caller(), (sql, events) -> {
            new IdempotencyDao(sql).forget(attempt.slot(), attempt.id());
            return attempt;
        });
    }

    /** Removes what is older than 24 h, for organisations that write no more too. */
    void sweep() {
        Instant before = clock.instant().minus(KEPT);
        for (String tenant : systemReads.read(sql -> new IdempotencyDao(sql).tenantsWithRowsBefore(before))) {
            Caller caller = Caller.system(new TenantId(tenant), "idempotency");
            int cleaned;
            do {
                cleaned = database.change(caller, (sql, events) -> new IdempotencyDao(sql).clean(before));
            } while (cleaned > 0);
        }
    }

    private static String requireKey(String key) {
        boolean printable = key.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (key.isBlank() || key.length() > 255 || !printable) {
            throw Problem.invalid(
                    "idempotency-key", key.isBlank() ? "" : "not acceptable", "1 to 255 printable ASCII characters");
        }
        return key;
    }

    private static Problem running() {
        return new Problem(
                ErrorCode.CONFLICT,
                "The first request with this idempotency key is still running; repeat it in a second",
                Duration.ofSeconds(1));
    }

    private String seal(Answer answer, IdempotencyDao.Slot slot) {
        try {
            return sealer.seal(json.writeValueAsString(answer), context(slot));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values was not serialisable", e);
        }
    }

    private Answer open(String sealed, IdempotencyDao.Slot slot) {
        try {
            return json.readValue(sealer.open(sealed, context(slot)), Answer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer is not readable", e);
        }
    }

    private static String context(IdempotencyDao.Slot slot) {
        return "idempotency:" + slot.tenant() + ":" + slot.principal() + ":" + slot.key();
    }

    @Produces
    @Singleton
    static RoomSchema schema() {
        return new RoomSchema("web");
    }
}
