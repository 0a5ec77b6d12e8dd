// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.analytics.query.Dimension.Subject;
import dev.llmops.analytics.store.DaySchema;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question as SQL. The only place where a condition on rows is written: it begins with the tenant, and there is no
 * way to make one without. Values are bound; names come from closed sets.
 */
final class QuerySql {
    private final Question question;
    private final List<Object> parameters = new ArrayList<>();
    private final String text;

    private QuerySql(Question question, TenantId tenant, List<LocalDate> days, Optional<DaySchema.Rollup> rollup) {
        this.question = question;
        String rows = rows(days, rollup);
        String condition = condition(tenant);
        String answer = "SELECT " + String.join(", ", columns(rollup.isPresent())) + " FROM (" + rows + ") WHERE "
                + condition + groups();
        this.text = "SELECT " + String.join(", ", outer()) + " FROM (" + answer + ") " + after() + " ORDER BY "
                + keys().stream().map(Key::order).collect(Collectors.joining(", ")) + " LIMIT "
                + (question.limit() + 1);
    }

    /** @param days those with a file that the question touches, attached */
    static QuerySql of(Question question, TenantId tenant, List<LocalDate> days) {
        return new QuerySql(question, tenant, days, rollupFor(question));
    }

    /** The same question put to the rows themselves; tests hold the two answers against each other. */
    static QuerySql overRows(Question question, TenantId tenant, List<LocalDate> days) {
        return new QuerySql(question, tenant, days, Optional.empty());
    }

    /** The coarsest rollup that answers exactly. */
    static Optional<DaySchema.Rollup> rollupFor(Question question) {
        if (question.subject() == Subject.EVENTS
                || question.measures().stream().anyMatch(measure -> measure.overRollup() == null)) {
            return Optional.empty();
        }
        Grain grain = question.grain();
        if (whole(question, ChronoUnit.HOURS) && (grain == null || grain.wholeHours())) {
            return Optional.of(DaySchema.Rollup.HOUR);
        }
        return whole(question, ChronoUnit.MINUTES) ? Optional.of(DaySchema.Rollup.MINUTE) : Optional.empty();
    }

    private static boolean whole(Question question, ChronoUnit unit) {
        return Stream.of(question.from(), question.to()).allMatch(bound -> bound.equals(bound.truncatedTo(unit)));
    }

    private String rows(List<LocalDate> days, Optional<DaySchema.Rollup> rollup) {
        String table = question.subject() == Subject.EVENTS
                ? "events"
                : rollup.map(DaySchema.Rollup::table).orElse("usage");
        return Stream.concat(Stream.of(DaySchema.EMPTY), days.stream().map(DaySchema::catalogue))
                .map(catalogue -> "SELECT * FROM " + catalogue + "." + table)
                .collect(Collectors.joining(" UNION ALL "));
    }

    private String condition(TenantId tenant) {
        List<String> conditions = new ArrayList<>();
        conditions.add("tenant = " + bind(tenant.value()));
        conditions.add("time >= make_timestamp(" + bind(micros(question.from())) + ")");
        conditions.add("time < make_timestamp(" + bind(micros(question.to())) + ")");
        question.filters().forEach(filter -> conditions.add(condition(filter)));
        return String.join(" AND ", conditions);
    }

    private String condition(Filter filter) {
        String column = filter.dimension().wireName();
        Object first = filter.values().getFirst();
        return switch (filter.operator()) {
            case EQ -> column + " = " + bind(first);
            case NE -> column + " IS DISTINCT FROM " + bind(first);
            case IN -> column + " IN (" + bindAll(filter.values()) + ")";
            case NOT_IN -> "(" + column + " IS NULL OR " + column + " NOT IN (" + bindAll(filter.values()) + "))";
            case GT -> column + " > " + bind(first);
            case GTE -> column + " >= " + bind(first);
            case LT -> column + " < " + bind(first);
            case LTE -> column + " <= " + bind(first);
            case CONTAINS -> "contains(" + column + ", " + bind(first) + ")";
            case STARTS_WITH -> "starts_with(" + column + ", " + bind(first) + ")";
            case EXISTS -> column + (first.equals(true) ? " IS NOT NULL" : " IS NULL");
        };
    }

    private List<String> columns(boolean overRollup) {
        List<String> columns = new ArrayList<>();
        if (question.grain() != null) {
            columns.add(question.grain().sql() + " AS bucket");
        }
        question.dimensions().forEach(dimension -> columns.add(dimension.wireName()));
        for (Measure measure : question.measures()) {
            String sql = overRollup ? Objects.requireNonNull(measure.overRollup()) : measure.overRows();
            columns.add(sql + " AS " + measured(measure));
        }
        return columns;
    }

    private List<String> outer() {
        List<String> columns = new ArrayList<>();
        if (question.grain() != null) {
            columns.add("epoch_ms(bucket) AS time");
        }
        question.dimensions().forEach(dimension -> columns.add(dimension.wireName()));
        question.measures().forEach(measure -> columns.add(measured(measure) + " AS " + measure.wireName()));
        return columns;
    }

    /** Measures and columns of the rows share names, which SQL would confuse. */
    private static String measured(Measure measure) {
        return "m_" + measure.wireName();
    }

    private String groups() {
        List<String> groups = new ArrayList<>();
        if (question.grain() != null) {
            groups.add("bucket");
        }
        question.dimensions().forEach(dimension -> groups.add(dimension.wireName()));
        return groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", groups);
    }

    /** A sort key, nulls last, and how to compare with it. */
    private record Key(String column, boolean descending) {
        String order() {
            return column + (descending ? " DESC" : " ASC") + " NULLS LAST";
        }
    }

    private List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        keys.add(
                question.grain() != null
                        ? new Key("epoch_ms(bucket)", false)
                        : new Key(measured(question.measures().getFirst()), true));
        question.dimensions().forEach(dimension -> keys.add(new Key(dimension.wireName(), false)));
        return keys;
    }

    /** Only rows behind the cursor, in the order of the keys. */
    private String after() {
        QueryCursor cursor = question.cursor();
        if (cursor == null) {
            return "";
        }
        List<Key> keys = keys();
        if (cursor.after().size() != keys.size()) {
            throw QueryCursor.unknown(cursor.encode());
        }
        List<String> ways = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String column = keys.get(i).column();
            Object value = cursor.after().get(i);
            List<String> way = new ArrayList<>(same);
            way.add(behind(keys.get(i), value));
            ways.add("(" + String.join(" AND ", way) + ")");
            if (i + 1 < keys.size()) {
                same.add(value == null ? column + " IS NULL" : column + " = " + bind(value));
            }
        }
        return "WHERE " + String.join(" OR ", ways);
    }

    private String behind(Key key, @Nullable Object value) {
        if (value == null) {
            return "false";
        }
        String comparison = key.column() + (key.descending() ? " < " : " > ") + bind(value);
        return "(" + comparison + " OR " + key.column() + " IS NULL)";
    }

    private String bind(Object value) {
        parameters.add(value);
        return "$" + parameters.size();
    }

    private String bindAll(List<Object> values) {
        return values.stream().map(this::bind).collect(Collectors.joining(", "));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    String text() {
        return text;
    }

    /** In the order of their numbers. */
    List<Object> parameters() {
        return parameters;
    }
}
