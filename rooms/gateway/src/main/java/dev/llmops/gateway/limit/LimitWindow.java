// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.llmops.kernel.Problem;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** After what time a count begins anew: calendar windows in UTC, weeks from Monday. */
public enum LimitWindow {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH;

    /** The first instant of the window that holds a moment. */
    Instant start(Instant at) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        return (switch (this) {
                    case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
                    case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
                    case DAY -> time.truncatedTo(ChronoUnit.DAYS);
                    case WEEK ->
                        time.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
                })
                .toInstant();
    }

    /** The first instant of the next one. */
    Instant end(Instant at) {
        ZonedDateTime start = start(at).atZone(ZoneOffset.UTC);
        return (switch (this) {
                    case MINUTE -> start.plusMinutes(1);
                    case HOUR -> start.plusHours(1);
                    case DAY -> start.plusDays(1);
                    case WEEK -> start.plusWeeks(1);
                    case MONTH -> start.plusMonths(1);
                })
                .toInstant();
    }

    /** Whether who has used it up should wait and try again, and not come back another day. */
    boolean isShort() {
        return this == MINUTE || this == HOUR;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static LimitWindow parse(String text) {
        for (LimitWindow window : values()) {
            if (window.wireName().equals(text)) {
                return window;
            }
        }
        throw Problem.invalid("per", text, "minute, hour, day, week or month");
    }
}
