// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import dev.llmops.analytics.query.QueryEngine;
import dev.llmops.analytics.store.DayFiles;
import dev.llmops.analytics.store.DaySchema;
import dev.llmops.analytics.store.EventJson;
import dev.llmops.analytics.store.Loader;
import dev.llmops.analytics.store.LoggedUsageHistory;
import dev.llmops.analytics.store.StoredEvent;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes events: checks each, finds those sent before, and stores the rest durably, all or none. Answers per event, in
 * the order they were sent.
 */
public final class EventIntake {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final IngestLog log;
    private final Loader loader;
    private final QueryEngine engine;
    private final Clock clock;
    private final RecentEvents recent;
    private volatile boolean caughtUp;

    public EventIntake(IngestLog log, Loader loader, QueryEngine engine, Clock clock) {
        this.log = log;
        this.loader = loader;
        this.engine = engine;
        this.clock = clock;
        this.recent = new RecentEvents(clock);
    }

    /** What became of one event. */
    public sealed interface Outcome {
        record Accepted(String eventId) implements Outcome {}

        record Duplicate(String eventId) implements Outcome {}

        record Rejected(@Nullable String eventId, ErrorCode code, List<Violation> faults) implements Outcome {
            public Rejected {
                faults = List.copyOf(faults);
            }
        }
    }

    private record Checked(StoredEvent event, ByteBuffer logRecord, int index) {}

    public List<Outcome> take(Caller caller, List<SentEvent> sent) {
        Instant now = clock.instant();
        boolean backfill = caller.may(Permission.EVENTS_BACKFILL);
        List<@Nullable Outcome> outcomes = new ArrayList<>(Collections.nCopies(sent.size(), null));
        Map<StoredEvent.Key, Checked> fresh = new LinkedHashMap<>();
        try {
            for (int i = 0; i < sent.size(); i++) {
                outcomes.set(i, check(caller.tenant(), sent.get(i), now, backfill, i, fresh));
            }
            for (Checked known : storedBefore(caller.tenant(), fresh.values())) {
                recent.stored(known.event().key());
                fresh.remove(known.event().key());
                outcomes.set(known.index(), new Outcome.Duplicate(known.event().eventId()));
            }
            LoggedUsageHistory.await(
                    log.append(fresh.values().stream().map(Checked::logRecord).toList()));
        } catch (RuntimeException e) {
            fresh.keySet().forEach(recent::released);
            throw e;
        }
        for (Checked stored : fresh.values()) {
            recent.stored(stored.event().key());
            outcomes.set(stored.index(), new Outcome.Accepted(stored.event().eventId()));
        }
        return outcomes.stream().map(EventIntake::known).toList();
    }

    private static Outcome known(@Nullable Outcome outcome) {
        if (outcome == null) {
            throw new IllegalStateException("an event was left without an outcome");
        }
        return outcome;
    }

    /** Refuses the event, knows it, or puts it among the fresh ones and leaves its outcome open. */
    private @Nullable Outcome check(
            TenantId tenant,
            SentEvent sent,
            Instant now,
            boolean backfill,
            int index,
            Map<StoredEvent.Key, Checked> fresh) {
        EventChecks checks = new EventChecks(tenant, now, backfill);
        Optional<StoredEvent> checked = checks.check(sent);
        if (checked.isEmpty()) {
            return new Outcome.Rejected(sent.field("event_id"), ErrorCode.VALIDATION_FAILED, checks.faults());
        }
        StoredEvent event = checked.get();
        ByteBuffer logRecord = encode(event);
        if (logRecord.remaining() > IngestLog.MAX_RECORD_BYTES) {
            return new Outcome.Rejected(
                    event.eventId(),
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    List.of(new Violation(
                            "payload", null, "an event of at most " + IngestLog.MAX_RECORD_BYTES / 1024 + " KiB")));
        }
        if (fresh.containsKey(event.key()) || !claimed(event.key())) {
            return new Outcome.Duplicate(event.eventId());
        }
        fresh.put(event.key(), new Checked(event, logRecord, index));
        return null;
    }

    /** Whether the id is ours to store. One that another request is storing is waited for. */
    private boolean claimed(StoredEvent.Key key) {
        CompletableFuture<Boolean> before = recent.claim(key);
        while (before != null) {
            if (before.completeOnTimeout(false, WAIT.toSeconds(), TimeUnit.SECONDS)
                    .join()) {
                return false;
            }
            before = recent.claim(key);
        }
        return true;
    }

    private static ByteBuffer encode(StoredEvent event) {
        try {
            return EventJson.write(event);
        } catch (IOException e) {
            throw new UncheckedIOException("an event in memory cannot be written", e);
        }
    }

    /** Those the store holds from before this process, or from before the ids it remembers. */
    private List<Checked> storedBefore(TenantId tenant, Collection<Checked> fresh) {
        if (fresh.isEmpty() || recent.complete()) {
            return List.of();
        }
        if (!caughtUp) {
            loader.awaitLoaded(WAIT);
            caughtUp = true;
        }
        Set<String> stored = engine.read((store, connection, started) -> {
            Set<String> found = new HashSet<>();
            Map<LocalDate, List<Checked>> byDay = fresh.stream()
                    .collect(Collectors.groupingBy(
                            checked -> LocalDate.ofInstant(checked.event().time(), ZoneOffset.UTC)));
            for (Map.Entry<LocalDate, List<Checked>> day : byDay.entrySet()) {
                if (!store.files().between(day.getKey(), day.getKey()).isEmpty()) {
                    try (DayFiles.Use _ = store.files().use(List.of(day.getKey()))) {
                        found.addAll(stored(connection, tenant, day.getKey(), day.getValue()));
                    }
                }
            }
            return found;
        });
        return fresh.stream()
                .filter(checked -> stored.contains(checked.event().eventId()))
                .toList();
    }

    private static Set<String> stored(Connection connection, TenantId tenant, LocalDate day, List<Checked> events)
            throws SQLException {
        String places = String.join(", ", Collections.nCopies(events.size(), "?"));
        String sql = "SELECT event_id FROM " + DaySchema.catalogue(day) + ".events WHERE tenant = ? AND event_id IN ("
                + places + ")";
        Set<String> found = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant.value());
            for (int i = 0; i < events.size(); i++) {
                statement.setString(i + 2, events.get(i).event().eventId());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }
}
