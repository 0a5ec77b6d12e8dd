// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the placeholders of a prompt: {@code {{ name }}}, or {@code {{ name.member }}}, which is about {@code name}. */
final class PromptTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{-?\\s*+([A-Za-z_][A-Za-z0-9_]*+)[^{}]*+}}");

    private static final Pattern LOOP = Pattern.compile("\\{%-?\\s*+for\\s++([A-Za-z_][A-Za-z0-9_]*+)\\s");

    private PromptTemplate() {}

    /** Names that are used in template or messages and not declared as variables. */
    static Set<String> undeclared(JsonNode spec) {
        Set<String> names = new TreeSet<>();
        collect(spec.path("template").asText(), PLACEHOLDER, names);
        spec.path("messages").forEach(message -> collect(message.path("content").asText(), PLACEHOLDER, names));
        names.removeIf(spec.path("variables")::has);
        names.removeAll(loopVariables(spec));
        return names;
    }

    /** What loops bring in, by the words of all texts together. */
    private static Set<String> loopVariables(JsonNode spec) {
        Set<String> names = new TreeSet<>();
        collect(spec.path("template").asText(), LOOP, names);
        spec.path("messages").forEach(message -> collect(message.path("content").asText(), LOOP, names));
        if (!names.isEmpty()) {
            names.add("loop");
        }
        return names;
    }

    private static void collect(String text, Pattern pattern, Set<String> names) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
    }
}
