// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's filter strings: comparisons joined by {@code AND}, each {@code field operator 'text'} with the operators
 * {@code = != LIKE ILIKE}; fields are {@code name}, {@code run_id}, {@code source_path}, {@code version_number} and
 * {@code tags.KEY}.
 */
record SearchFilter(List<Comparison> comparisons) {
    private static final int MAX_LENGTH = 2_000;
    private static final Pattern COMPARISON = Pattern.compile(
            "\\s*(name|run_id|source_path|version_number|tags?\\.(?:[A-Za-z0-9_./-]+|`[^`]+`|\"[^\"]+\"))"
                    + "\\s*(=|!=|LIKE\\b|ILIKE\\b)\\s*(?:'([^']*)'|\"([^\"]*)\"|([0-9]+))\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("AND\\b", Pattern.CASE_INSENSITIVE);

    record Comparison(String field, String operator, String value) {
        boolean holds(@Nullable String actual) {
            if (actual == null) {
                return operator.equals("!=");
            }
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "LIKE" -> like(value).matcher(actual).matches();
                default ->
                    like(value.toLowerCase(Locale.ROOT))
                            .matcher(actual.toLowerCase(Locale.ROOT))
                            .matches();
            };
        }

        private static Pattern like(String pattern) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        }
    }

    static SearchFilter parse(@Nullable String text) {
        List<Comparison> comparisons = new ArrayList<>();
        if (text == null || text.isBlank()) {
            return new SearchFilter(comparisons);
        }
        if (text.length() > MAX_LENGTH) {
            throw refused(text);
        }
        Matcher matcher = COMPARISON.matcher(text);
        int at = 0;
        while (true) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw refused(text);
            }
            comparisons.add(comparison(matcher));
            at = matcher.end();
            if (at == text.length()) {
                return new SearchFilter(List.copyOf(comparisons));
            }
            Matcher and = AND.matcher(text).region(at, text.length());
            if (!and.lookingAt()) {
                throw refused(text);
            }
            at = and.end();
        }
    }

    private static Comparison comparison(Matcher matcher) {
        String field = matcher.group(1).replaceFirst("^(?i:tags?)\\.", "tags.").replaceAll("[`\"]", "");
        String value = matcher.group(3) != null
                ? matcher.group(3)
                : matcher.group(4) != null ? matcher.group(4) : matcher.group(5);
        boolean tag = field.startsWith("tags.");
        return new Comparison(
                tag ? field : field.toLowerCase(Locale.ROOT), matcher.group(2).toUpperCase(Locale.ROOT), value);
    }

    /** The one name that is asked for, if the filter says one. */
    @Nullable
    String name() {
        return comparisons.stream()
                .filter(one -> one.field().equals("name") && one.operator().equals("="))
                .map(Comparison::value)
                .findFirst()
                .orElse(null);
    }

    boolean matches(Function<String, @Nullable String> fields) {
        return comparisons.stream().allMatch(one -> one.holds(fields.apply(one.field())));
    }

    private static Problem refused(String text) {
        return Problem.invalid(
                "filter", text, "comparisons joined by AND, such as name LIKE 'chat%' AND tags.team = 'support'");
    }
}
