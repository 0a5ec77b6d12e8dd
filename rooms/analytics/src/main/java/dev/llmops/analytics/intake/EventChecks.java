// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.analytics.store.StoredEvent;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says of one event what is wrong with it, or makes it fit to be stored. */
final class EventChecks {
    static final List<String> TYPES = List.of(
            "telemetry",
            "security",
            "cost",
            "governance",
            "lifecycle",
            "audit",
            "alert",
            "metadata",
            "policy",
            "custom");
    static final List<String> SEVERITIES = List.of("debug", "info", "warning", "error", "critical");
    private static final Duration OLDEST = Duration.ofDays(7);
    private static final Duration OLDEST_BACKFILL = Duration.ofDays(400);
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern MODULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(-[0-9A-Za-z.-]{1,50})?");
    private static final int MAX_TEXT = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TenantId tenant;
    private final Instant now;
    private final boolean backfill;
    private final List<Violation> faults = new ArrayList<>();

    /** @param backfill whether the sender may tell of times long past */
    EventChecks(TenantId tenant, Instant now, boolean backfill) {
        this.tenant = tenant;
        this.now = now;
        this.backfill = backfill;
    }

    /** The event; empty when there are {@link #faults}. */
    Optional<StoredEvent> check(SentEvent sent) {
        faults.addAll(sent.faults());
        String id = id(sent);
        Instant time = time(sent);
        String module = matching(
                sent, "source_module", MODULE, "lower case letters, digits, dots and dashes, such as llm-observatory");
        String type = oneOf(sent, "event_type", TYPES, null);
        String version = matching(sent, "schema_version", VERSION, "SemVer 2.0, such as 1.0.0");
        String severity = oneOf(sent, "severity", SEVERITIES, "security".equals(type) ? "warning" : "info");
        if ("security".equals(type)
                && severity != null
                && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf("warning")) {
            faults.add(Violation.of("severity", severity, "at least warning for security events"));
        }
        String environment = shortText(sent, "environment");
        String correlation = shortText(sent, "correlation_id");
        String parent = shortText(sent, "parent_event_id");
        if (!faults.isEmpty()
                || id == null
                || time == null
                || module == null
                || type == null
                || version == null
                || severity == null) {
            return Optional.empty();
        }
        return Optional.of(new StoredEvent(
                id,
                tenant.value(),
                time,
                now,
                module,
                type,
                version,
                severity,
                environment,
                correlation,
                parent,
                sent.modelId(),
                tags(sent.tags()),
                sent.payload() == null ? "{}" : sent.payload()));
    }

    private @Nullable String id(SentEvent sent) {
        String id = required(sent, "event_id");
        if (id == null
                || (sent.cloudEvent()
                        ? id.isBlank() || id.length() > MAX_TEXT
                        : !UUID.matcher(id).matches() && !Ulids.isUlid(id))) {
            if (id != null) {
                faults.add(Violation.of("event_id", id, "a UUID or a ULID"));
            }
            return null;
        }
        return id;
    }

    private @Nullable Instant time(SentEvent sent) {
        String text =
                sent.cloudEvent() && sent.field("timestamp") == null ? now.toString() : required(sent, "timestamp");
        if (text == null) {
            return null;
        }
        Instant time = sent.numbers().contains("timestamp") ? epoch(text) : instant(text);
        Duration oldest = backfill ? OLDEST_BACKFILL : OLDEST;
        if (time == null) {
            faults.add(Violation.of(
                    "timestamp",
                    text,
                    "RFC 3339, such as 2026-01-01T00:00:00Z, or a number: seconds, ms, µs or ns since 1970"));
        } else if (time.isBefore(now.minus(oldest)) || time.isAfter(now.plus(AHEAD))) {
            faults.add(Violation.of(
                    "timestamp",
                    text,
                    "at most " + oldest.toDays() + " days ago and at most 1 h ahead"
                            + (backfill ? "" : "; older ones need the permission events:backfill")));
            return null;
        }
        return time;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Seconds up to 10^11 (year 5138), then milliseconds, microseconds and nanoseconds, each a thousand times larger. */
    private static @Nullable Instant epoch(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.signum() < 0 || number.precision() - number.scale() > 19) {
                return null;
            }
            int shift = 9;
            BigDecimal bound = BigDecimal.valueOf(100_000_000_000L);
            while (shift > 0 && number.compareTo(bound) >= 0) {
                shift -= 3;
                bound = bound.movePointRight(3);
            }
            long nanos = number.movePointRight(shift).longValue();
            return shift == 9 && number.compareTo(BigDecimal.valueOf(9_000_000_000L)) > 0
                    ? null
                    : Instant.ofEpochSecond(0, nanos);
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private @Nullable String required(SentEvent sent, String name) {
        String value = sent.field(name);
        if (value == null
                && sent.faults().stream().noneMatch(fault -> fault.field().isEmpty())) {
            faults.add(new Violation(name, null, "the field, which every event has"));
        }
        return value;
    }

    private @Nullable String matching(SentEvent sent, String name, Pattern pattern, String expected) {
        String value = required(sent, name);
        if (value != null && !pattern.matcher(value).matches()) {
            faults.add(Violation.of(name, value, expected));
            return null;
        }
        return value;
    }

    private @Nullable String oneOf(SentEvent sent, String name, List<String> known, @Nullable String otherwise) {
        String value = sent.field(name) == null && otherwise != null ? otherwise : required(sent, name);
        if (value != null && !known.contains(value)) {
            faults.add(Violation.of(name, value, "one of " + String.join(", ", known)));
            return null;
        }
        return value;
    }

    private @Nullable String shortText(SentEvent sent, String name) {
        String value = sent.field(name);
        if (value != null && value.length() > MAX_TEXT) {
            faults.add(Violation.of(name, value, "at most " + MAX_TEXT + " characters"));
        }
        return value;
    }

    private static String tags(Map<String, String> tags) {
        return JSON.valueToTree(tags).toString();
    }

    List<Violation> faults() {
        return faults;
    }
}
