// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of Pebble that prompts may use: output, {@code if}, {@code for}, and filters whose result is not much larger
 * than what they are given. Nothing loads, defines, assigns, matches by pattern or counts up a range.
 */
final class PromptDialect extends ExtensionCustomizer {
    static final Set<String> TAGS = Set.of("if", "for");
    static final Set<String> FILTERS = Set.of(
            "upper",
            "lower",
            "capitalize",
            "title",
            "trim",
            "default",
            "length",
            "first",
            "last",
            "abs",
            "sort",
            "slice");
    private static final Set<String> REFUSED_OPERATORS = Set.of("..", "matches");

    private final boolean own;

    PromptDialect(Extension core) {
        super(core);
        this.own = core instanceof PromptExtension;
    }

    @Override
    public Map<String, Filter> getFilters() {
        Map<String, Filter> filters = super.getFilters();
        if (filters == null || own) {
            return filters == null ? Map.of() : filters;
        }
        Map<String, Filter> kept = new HashMap<>(filters);
        kept.keySet().retainAll(FILTERS);
        return kept;
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of();
    }

    @Override
    public List<TokenParser> getTokenParsers() {
        List<TokenParser> parsers = super.getTokenParsers();
        return parsers == null
                ? List.of()
                : parsers.stream()
                        .filter(parser -> TAGS.contains(parser.getTag()))
                        .toList();
    }

    @Override
    public List<BinaryOperator> getBinaryOperators() {
        List<BinaryOperator> operators = super.getBinaryOperators();
        return operators == null
                ? List.of()
                : operators.stream()
                        .filter(operator -> !REFUSED_OPERATORS.contains(operator.getSymbol()))
                        .toList();
    }
}
