// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.search.Condition;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.search.index.BestVersions;
import dev.llmops.search.index.Fields;
import dev.llmops.search.index.TenantView;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Conditions as queries that do not score. One per request: it counts what it was given. */
final class ConditionQueries {
    static final int MAX_CONDITIONS = 100;
    static final int MAX_DEPTH = 10;
    static final String KNOWN =
            "id, kind, status, name, version, provider, owner, licence, digest, tags, label.KEY, capability.NAME,"
                    + " created_at or updated_at";
    private static final int MAX_VALUE = 1_100;
    private static final String LABEL = "label.";
    private static final String CAPABILITY = "capability.";
    private static final Set<String> EXACT = Set.of(
            Fields.ID,
            Fields.KIND,
            Fields.STATUS,
            Fields.NAME,
            Fields.VERSION,
            Fields.PROVIDER,
            Fields.OWNER,
            Fields.LICENCE,
            Fields.DIGEST,
            Fields.TAGS);
    private static final Set<String> TIMES = Set.of(Fields.CREATED_AT, Fields.UPDATED_AT);

    private final TenantView view;
    private int conditions;

    ConditionQueries(TenantView view) {
        this.view = view;
    }

    Query of(@Nullable Condition condition) {
        return condition == null ? MatchAllDocsQuery.INSTANCE : query(condition, 1);
    }

    private Query query(Condition condition, int depth) {
        if (depth > MAX_DEPTH) {
            throw Problem.invalid("query", "a tree deeper than " + MAX_DEPTH, "at most " + MAX_DEPTH + " levels");
        }
        if (++conditions > MAX_CONDITIONS) {
            throw Problem.invalid("query", "more than " + MAX_CONDITIONS + " conditions", "at most " + MAX_CONDITIONS);
        }
        return switch (condition) {
            case Condition.All(List<Condition> all) -> {
                BooleanQuery.Builder query = new BooleanQuery.Builder();
                query.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
                all.forEach(one -> query.add(query(one, depth + 1), Occur.FILTER));
                yield query.build();
            }
            case Condition.Any(List<Condition> any) -> {
                BooleanQuery.Builder query = new BooleanQuery.Builder();
                any.forEach(one -> query.add(query(one, depth + 1), Occur.SHOULD));
                yield any.isEmpty() ? MatchNoDocsQuery.INSTANCE : query.build();
            }
            case Condition.Not(Condition one) ->
                new BooleanQuery.Builder()
                        .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                        .add(query(one, depth + 1), Occur.MUST_NOT)
                        .build();
            case Condition.Words(String text) -> words(text);
            case Condition.In in -> in(in);
            case Condition.Exists(String field) -> exists(field);
            case Condition.StartsWith(String field, String prefix) -> startsWith(field, prefix);
            case Condition.Between between -> between(between);
        };
    }

    private Query words(String text) {
        Asked asked = Asked.parse("text", text);
        return asked == null ? MatchAllDocsQuery.INSTANCE : new ConstantScoreQuery(new TextQueries(view).scored(asked));
    }

    private Query in(Condition.In in) {
        conditions += Math.max(0, in.values().size() - 1);
        if (conditions > MAX_CONDITIONS) {
            throw Problem.invalid("query", "more than " + MAX_CONDITIONS + " values", "at most " + MAX_CONDITIONS);
        }
        List<BytesRef> terms = in.values().stream()
                .map(value -> new BytesRef(term(in.field(), checked(in.field(), value))))
                .toList();
        String field = indexed(in.field());
        return switch (terms.size()) {
            case 0 -> MatchNoDocsQuery.INSTANCE;
            case 1 -> new TermQuery(new Term(field, terms.getFirst()));
            default -> new TermInSetQuery(field, terms);
        };
    }

    private static String indexed(String field) {
        if (EXACT.contains(field)) {
            return field;
        }
        if (isNamed(field, LABEL)) {
            return Fields.LABEL;
        }
        if (isNamed(field, CAPABILITY)) {
            return Fields.CAPABILITY;
        }
        if (TIMES.contains(field)) {
            throw Problem.invalid(field, "a value", "a range: gt, gte, lt or lte");
        }
        throw unknown(field);
    }

    private static boolean isNamed(String field, String prefix) {
        return field.startsWith(prefix) && field.length() > prefix.length() && field.length() <= prefix.length() + 256;
    }

    static Problem unknown(String field) {
        return new Problem(ErrorCode.UNKNOWN_FILTER, Violation.of("field", field, KNOWN));
    }

    private static String term(String field, String value) {
        if (isNamed(field, LABEL)) {
            return Fields.pair(field.substring(LABEL.length()), value);
        }
        if (isNamed(field, CAPABILITY)) {
            return Fields.pair(field.substring(CAPABILITY.length()), value);
        }
        return value;
    }

    private static String checked(String field, String value) {
        if (value.length() > MAX_VALUE) {
            throw Problem.invalid(field, value, "a text of at most " + MAX_VALUE + " characters");
        }
        if (field.equals(Fields.STATUS)) {
            return AssetStatus.parse(value).wireName();
        }
        return field.equals(Fields.ID) ? value.toUpperCase(Locale.ROOT) : value;
    }

    private static Query exists(String field) {
        if (isNamed(field, LABEL)) {
            return new TermQuery(new Term(Fields.LABEL_KEY, field.substring(LABEL.length())));
        }
        if (isNamed(field, CAPABILITY)) {
            return new TermQuery(new Term(Fields.CAPABILITY_KEY, field.substring(CAPABILITY.length())));
        }
        if (!EXACT.contains(field)) {
            throw unknown(field);
        }
        return new PrefixQuery(new Term(field, ""));
    }

    private static Query startsWith(String field, String prefix) {
        if (!field.equals(Fields.NAME)) {
            throw EXACT.contains(field)
                    ? Problem.invalid(field, "a beginning", "a whole value; only name can begin with something")
                    : unknown(field);
        }
        return new PrefixQuery(new Term(Fields.NAME, checked(field, prefix)));
    }

    private static Query between(Condition.Between between) {
        if (between.from() == null && between.to() == null) {
            throw Problem.invalid(between.field(), null, "a bound: gt, gte, lt or lte");
        }
        if (TIMES.contains(between.field())) {
            long from = between.from() == null ? Long.MIN_VALUE : millis(between.field(), between.from());
            long to = between.to() == null ? Long.MAX_VALUE : millis(between.field(), between.to());
            long first = between.from() == null || between.fromIncluded() ? from : from + 1;
            long last = between.to() == null || between.toIncluded() ? to : to - 1;
            return LongField.newRangeQuery(between.field(), first, last);
        }
        if (isNamed(between.field(), CAPABILITY)) {
            return numbers(between);
        }
        if (EXACT.contains(between.field()) || isNamed(between.field(), LABEL)) {
            throw Problem.invalid(
                    between.field(), "a range", "a value; created_at, updated_at and capability.NAME have ranges");
        }
        throw unknown(between.field());
    }

    private static Query numbers(Condition.Between between) {
        String name = between.field().substring(CAPABILITY.length());
        String from = between.from();
        String to = between.to();
        BytesRef first =
                new BytesRef(from == null ? Fields.pair(name, "") : Fields.number(name, number(between.field(), from)));
        BytesRef last =
                new BytesRef(to == null ? Fields.pair(name, "g") : Fields.number(name, number(between.field(), to)));
        return new TermRangeQuery(
                Fields.NUMBER, first, last, from == null || between.fromIncluded(), to == null || between.toIncluded());
    }

    private static double number(String field, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal below
        }
        throw Problem.invalid(field, text, "a number, such as 8000");
    }

    private static long millis(String field, String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw Problem.invalid(field, text, "a time in RFC 3339, such as 2026-01-31T08:00:00Z");
        }
    }

    /** The states a search is narrowed to, as a set of {@link BestVersions}; all when it is not, or in another way. */
    static int states(@Nullable Condition condition) {
        return switch (condition) {
            case Condition.In(String field, List<String> values) when field.equals(Fields.STATUS) -> bits(values);
            case Condition.All(List<Condition> all) ->
                all.stream().mapToInt(ConditionQueries::states).reduce(BestVersions.ANY_STATE, (a, b) -> a & b);
            case null, default -> BestVersions.ANY_STATE;
        };
    }

    private static int bits(Collection<String> values) {
        int bits = values.stream()
                .mapToInt(value -> BestVersions.bit(AssetStatus.parse(value)))
                .reduce(0, (a, b) -> a | b);
        return bits == 0 ? BestVersions.ANY_STATE : bits;
    }
}
