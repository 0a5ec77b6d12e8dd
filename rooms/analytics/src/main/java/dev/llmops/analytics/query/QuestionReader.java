// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.llmops.analytics.query.Dimension.Subject;
import dev.llmops.kernel.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a query as it was sent and refuses, by name, what cannot be asked. */
public final class QuestionReader {
    private static final Set<String> FIELDS =
            Set.of("time_range", "measures", "dimensions", "filters", "grain", "limit", "cursor");
    private static final Pattern LAST = Pattern.compile("([1-9]\\d{0,5})([mhd])");
    private static final int MAX_DIMENSIONS = 6;
    private static final int MAX_FILTERS = 20;
    private static final int MAX_VALUES = 100;
    private static final int MAX_TEXT = 500;

    private final Clock clock;

    public QuestionReader(Clock clock) {
        this.clock = clock;
    }

    private record Range(Instant from, Instant to) {}

    public Question read(JsonNode query) {
        if (!query.isObject()) {
            throw Problem.invalid("", query.getNodeType(), "a JSON object with time_range and measures");
        }
        query.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw Problem.invalid(
                        name,
                        query.get(name),
                        "only the fields "
                                + String.join(", ", FIELDS.stream().sorted().toList()));
            }
        });
        List<Measure> measures = names(query, "measures", 1, Measure.values().length, Measure::parse);
        Subject subject = measures.getFirst().subject();
        for (Measure measure : measures) {
            if (measure.subject() != subject) {
                throw Problem.invalid("measures", measure.wireName(), "either events alone or measures of calls");
            }
        }
        List<Dimension> dimensions =
                names(query, "dimensions", 0, MAX_DIMENSIONS, (name, field) -> Dimension.parse(name, field, subject));
        String page = text(query, "cursor");
        QueryCursor cursor = page == null ? null : QueryCursor.decode(page);
        String grain = text(query, "grain");
        Range range = range(query.path("time_range"));
        Question question = new Question(
                cursor == null ? range.from() : cursor.from(),
                cursor == null ? range.to() : cursor.to(),
                measures,
                dimensions,
                filters(query.path("filters"), subject),
                grain == null ? null : Grain.parse(grain),
                limit(query.path("limit")),
                cursor);
        if (cursor != null && !cursor.fingerprint().equals(question.fingerprint())) {
            throw QueryCursor.unknown(cursor.encode());
        }
        check(new Range(question.from(), question.to()));
        return question;
    }

    private static <T> List<T> names(
            JsonNode query, String field, int least, int most, BiFunction<String, String, T> parse) {
        JsonNode list = query.path(field);
        if (list.isMissingNode() || list.isNull()) {
            list = JsonNodeFactory.instance.arrayNode();
        }
        if (!list.isArray() || list.size() < least || list.size() > most) {
            throw Problem.invalid(field, query.get(field), "an array of " + least + " to " + most + " names");
        }
        List<T> parsed = new ArrayList<>();
        for (JsonNode name : list) {
            T value = parse.apply(name.isTextual() ? name.asText() : name.toString(), field);
            if (parsed.contains(value)) {
                throw Problem.invalid(field, name.asText(), "each name once");
            }
            parsed.add(value);
        }
        return parsed;
    }

    private static @Nullable String text(JsonNode query, String field) {
        JsonNode value = query.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.invalid(field, value, "a text");
        }
        return value.asText();
    }

    private static int limit(JsonNode limit) {
        if (limit.isMissingNode() || limit.isNull()) {
            return Question.DEFAULT_LIMIT;
        }
        if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > Question.MAX_LIMIT) {
            throw Problem.invalid("limit", limit, "a whole number from 1 to " + Question.MAX_LIMIT);
        }
        return limit.intValue();
    }

    private Range range(JsonNode range) {
        if (!range.isObject()) {
            throw Problem.invalid(
                    "time_range", range.isMissingNode() ? null : range, "{\"last\":\"24h\"} or {\"from\":…,\"to\":…}");
        }
        boolean relative = range.has("last");
        Set<String> known = relative ? Set.of("last") : Set.of("from", "to");
        range.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Problem.invalid("time_range." + name, range.get(name), "either last, or from and to");
            }
        });
        return relative ? last(range.get("last")) : check(new Range(instant(range, "from"), instant(range, "to")));
    }

    /** Ends with the minute that runs, and begins at a whole minute: rollups then answer as rows do. */
    private Range last(JsonNode value) {
        Matcher last = LAST.matcher(value.asText());
        if (!value.isTextual() || !last.matches()) {
            throw Problem.invalid("time_range.last", value.asText(), "a number of m, h or d, such as 24h");
        }
        long count = Long.parseLong(last.group(1));
        Duration span =
                switch (last.group(2)) {
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        if (span.compareTo(Question.LONGEST) > 0) {
            throw Problem.invalid("time_range.last", value.asText(), "at most " + Question.LONGEST.toDays() + "d");
        }
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        return new Range(minute.minus(span), minute.plus(1, ChronoUnit.MINUTES));
    }

    private static Instant instant(JsonNode range, String field) {
        JsonNode value = range.path(field);
        try {
            if (value.isTextual()) {
                return OffsetDateTime.parse(value.asText()).toInstant();
            }
        } catch (DateTimeParseException e) {
            // refused below
        }
        throw Problem.invalid(
                "time_range." + field,
                value.isMissingNode() ? null : value.asText(),
                "RFC 3339 with an offset, such as 2026-01-01T00:00:00Z");
    }

    private static Range check(Range range) {
        if (!range.from().isBefore(range.to())) {
            throw Problem.invalid("time_range.to", range.to(), "later than from");
        }
        if (Duration.between(range.from(), range.to()).compareTo(Question.LONGEST.plusMinutes(1)) > 0) {
            throw Problem.invalid(
                    "time_range.from", range.from(), "at most " + Question.LONGEST.toDays() + " days before to");
        }
        return range;
    }

    private static List<Filter> filters(JsonNode list, Subject subject) {
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MAX_FILTERS) {
            throw Problem.invalid("filters", list, "an array of at most " + MAX_FILTERS);
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            filters.add(filter(list.get(i), "filters[" + i + "].", subject));
        }
        return filters;
    }

    private static Filter filter(JsonNode filter, String at, Subject subject) {
        Dimension dimension = Dimension.parse(filter.path("field").asText(""), at + "field", subject);
        Filter.Operator operator = Filter.Operator.parse(filter.path("operator").asText(""), at + "operator");
        JsonNode value = filter.path("value");
        if (operator == Filter.Operator.EXISTS) {
            if (!value.isMissingNode() && !value.isBoolean()) {
                throw Problem.invalid(at + "value", value, "true or false");
            }
            return new Filter(dimension, operator, List.of(value.asBoolean(true)));
        }
        if (operator.textOnly() && dimension.isBoolean()) {
            throw Problem.invalid(
                    at + "operator", operator.wireName(), "eq, ne, in, not_in or exists for " + dimension.wireName());
        }
        if (!operator.takesList()) {
            return new Filter(dimension, operator, List.of(value(value, at, dimension)));
        }
        if (!value.isArray() || value.isEmpty() || value.size() > MAX_VALUES) {
            throw Problem.invalid(at + "value", value, "an array of 1 to " + MAX_VALUES + " values");
        }
        List<Object> values = new ArrayList<>();
        value.forEach(one -> values.add(value(one, at, dimension)));
        return new Filter(dimension, operator, values);
    }

    private static Object value(JsonNode value, String at, Dimension dimension) {
        if (dimension.isBoolean() && value.isBoolean()) {
            return value.booleanValue();
        }
        if (!dimension.isBoolean() && value.isTextual() && value.asText().length() <= MAX_TEXT) {
            return value.asText();
        }
        throw Problem.invalid(
                at + "value",
                value.isMissingNode() ? null : value,
                dimension.isBoolean() ? "true or false" : "a text of at most " + MAX_TEXT + " characters");
    }
}
