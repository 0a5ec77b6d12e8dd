// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Ulids;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The event log of one open transaction. */
final class EventAppender implements EventLog {
    private final Handle sql;
    private final Caller caller;
    private final EventData eventData;
    private final Clock clock;
    private final List<DomainEvent> appended = new ArrayList<>();

    EventAppender(Handle sql, Caller caller, EventData eventData, Clock clock) {
        this.sql = sql;
        this.caller = caller;
        this.eventData = eventData;
        this.clock = clock;
    }

    @Override
    public void append(DomainEvent event) {
        appendAll(List.of(event));
    }

    @Override
    public void appendAll(Collection<? extends DomainEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<String> subjects = new ArrayList<>();
        List<String> data = new ArrayList<>();
        for (DomainEvent event : events) {
            ids.add(Ulids.next());
            sources.add("/rooms/" + room(event.type()));
            types.add(event.type());
            subjects.add(event.subject());
            data.add(eventData.write(event));
        }
        sql.createUpdate("""
                INSERT INTO platform.event_log
                    (epoch, id, tenant, source, type, subject, time, actor, traceparent, data)
                SELECT (SELECT platform.current_epoch()), e.id, :tenant, e.source, e.type, e.subject, :time, :actor, :traceparent, CAST(e.data AS jsonb)
                FROM unnest(:ids, :sources, :types, :subjects, :data)
                    WITH ORDINALITY AS e(id, source, type, subject, data, place)
                ORDER BY e.place""")
                .bind("ids", ids)
                .bind("sources", sources)
                .bind("types", types)
                .bind("subjects", subjects)
                .bind("data", data)
                .bind("tenant", caller.tenant())
                .bind("time", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .bind("actor", caller.name())
                .bind("traceparent", traceparent())
                .execute();
        appended.addAll(events);
    }

    /** What was appended, to be told after the commit. */
    List<DomainEvent> appended() {
        return appended;
    }

    private static String room(String type) {
        int dot = type.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException(
                    "type: '" + type + "' (expected: room first, such as identity.key.revoked)");
        }
        return type.substring(0, dot);
    }

    private static @Nullable String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }
}
