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
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The event log of one open transaction. */
final class EventAppender implements EventLog {
    private final Handle sql;
    private final Caller caller;
    private final EventData eventData;
    private final Clock clock;
    private boolean used;

    EventAppender(Handle sql, Caller caller, EventData eventData, Clock clock) {
        this.sql = sql;
        this.caller = caller;
        this.eventData = eventData;
        this.clock = clock;
    }

    @Override
    public void append(DomainEvent event) {
        sql.createUpdate("""
                INSERT INTO platform.event_log (id, tenant, source, type, subject, time, actor, traceparent, data)
                VALUES (:id, :tenant, :source, :type, :subject, :time, :actor, :traceparent, :data)""")
                .bind("id", Ulids.next())
                .bind("tenant", caller.tenant())
                .bind("source", "/rooms/" + room(event.type()))
                .bind("type", event.type())
                .bind("subject", event.subject())
                .bind("time", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .bind("actor", caller.name())
                .bind("traceparent", traceparent())
                .bind("data", new Jsonb(eventData.write(event)))
                .execute();
        used = true;
    }

    boolean used() {
        return used;
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
