// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Judges by rules: patterns over plain words, each with what it says of some categories. Several that find something make
 * it surer; patterns of context (fiction, medicine, help, the news) make it less sure.
 */
public final class RuleModerator implements Moderator {
    private static final String RULES = "moderation.rules";

    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Pattern pattern, Map<Category, Double> weights, boolean context) {}

    public RuleModerator() {
        Map<String, String> words = new HashMap<>();
        for (String line : lines()) {
            if (line.startsWith("let ")) {
                int equals = line.indexOf(" = ");
                words.put(line.substring(4, equals), "(?:" + expanded(line.substring(equals + 3), words) + ")");
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rules.add(rule(line, words));
            }
        }
    }

    private static List<String> lines() {
        try (InputStream in = RuleModerator.class.getResourceAsStream(RULES)) {
            if (in == null) {
                throw new IllegalStateException(RULES + " is missing");
            }
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rule rule(String line, Map<String, String> words) {
        int colon = line.indexOf(" : ");
        Map<Category, Double> weights = new EnumMap<>(Category.class);
        boolean context = line.startsWith("context ");
        for (String part : line.substring(context ? 8 : 0, colon).split(" ", -1)) {
            int equals = part.indexOf('=');
            weights.put(Category.parse(part.substring(0, equals)), Double.valueOf(part.substring(equals + 1)));
        }
        return new Rule(
                Pattern.compile("\\b(?:" + expanded(line.substring(colon + 3), words) + ")\\b"), weights, context);
    }

    private static String expanded(String pattern, Map<String, String> words) {
        String text = pattern;
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace("<" + word.getKey() + ">", word.getValue());
        }
        return text;
    }

    @Override
    public String name() {
        return "llmops-moderation-1";
    }

    @Override
    public Map<Category, Double> scores(String text) {
        String plain = PlainWords.of(text);
        Map<Category, Double> doubts = new EnumMap<>(Category.class);
        Map<Category, Double> contexts = new EnumMap<>(Category.class);
        for (Rule rule : rules) {
            if (rule.pattern.matcher(plain).find()) {
                rule.weights.forEach((category, weight) -> (rule.context ? contexts : doubts)
                        .merge(category, rule.context ? weight : 1 - weight, (one, other) -> one * other));
            }
        }
        Map<Category, Double> scores = new EnumMap<>(Category.class);
        doubts.forEach((category, doubt) -> scores.put(category, (1 - doubt) * contexts.getOrDefault(category, 1.0)));
        return scores;
    }
}
