// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pebble for prompts: every variable must be there, nothing is escaped, no method of an object can be called, nothing
 * can be loaded, and length and time are bounded.
 */
public final class PromptEngine {
    /** Characters of one message. */
    static final int MAX_RENDERED = 1 << 20;

    private static final Set<String> ENTRY = Set.of("getKey", "getValue");
    private static final PebbleEngine ENGINE = new PebbleEngine.Builder()
            .loader(new StringLoader())
            .registerExtensionCustomizer(PromptDialect::new)
            .extension(new PromptExtension())
            .strictVariables(true)
            .autoEscaping(false)
            .newLineTrimming(false)
            .cacheActive(false)
            .defaultLocale(Locale.ROOT)
            .maxRenderedSize(MAX_RENDERED)
            .methodAccessValidator(PromptEngine::mayCall)
            .build();

    private PromptEngine() {}

    /** A message as models take it. */
    public record Message(String role, String content) {}

    /** The prompt's messages and then its template, as what the user says. */
    public static List<Message> render(JsonNode spec, JsonNode variables) {
        Map<String, JsonNode> values = PromptVariables.values(spec.path("variables"), variables);
        Budget budget = new Budget();
        Map<String, @Nullable Object> context = new HashMap<>();
        values.forEach((name, value) -> context.put(name, budget.value(value)));
        List<Message> messages = new ArrayList<>();
        JsonNode before = spec.path("messages");
        for (int i = 0; i < before.size(); i++) {
            String content = before.get(i).path("content").asText();
            messages.add(new Message(
                    before.get(i).path("role").asText(),
                    rendered("/spec/messages/" + i + "/content", content, context)));
        }
        messages.add(new Message(
                "user", rendered("/spec/template", spec.path("template").asText(), context)));
        return messages;
    }

    /** What keeps a spec from being rendered, whatever the variables hold. */
    public static List<Violation> findings(JsonNode spec) {
        List<Violation> findings = new ArrayList<>(PromptVariables.faults(spec.path("variables")));
        check("/spec/template", spec.path("template").asText(), findings);
        JsonNode messages = spec.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            check(
                    "/spec/messages/" + i + "/content",
                    messages.get(i).path("content").asText(),
                    findings);
        }
        return findings;
    }

    /** What loops are told about themselves, and the two halves of a map's entry; nothing else has methods. */
    private static boolean mayCall(Object object, Method method) {
        return object.getClass().getEnclosingClass() == ForNode.class
                || (object instanceof Map.Entry<?, ?> && ENTRY.contains(method.getName()));
    }

    private static void check(String place, String template, List<Violation> findings) {
        try {
            compiled(place, template);
        } catch (Problem problem) {
            findings.addAll(problem.violations());
        }
    }

    private static PebbleTemplate compiled(String place, String template) {
        try {
            return ENGINE.getTemplate(template);
        } catch (PebbleException e) {
            throw refused(place, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    new Violation(place, null, "a template in Pebble's syntax, not nested deeply"));
        }
    }

    private static String rendered(String place, String template, Map<String, @Nullable Object> context) {
        PebbleTemplate compiled = compiled(place, template);
        StringWriter out = new StringWriter();
        try {
            compiled.evaluate(out, new HashMap<>(context), Locale.ROOT);
        } catch (PebbleException e) {
            throw refused(place, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Problem e) {
            throw e;
        } catch (RuntimeException
                | StackOverflowError e) { // whatever the library does not foresee is the template's fault
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    new Violation(place, null, "a template that fits the values it is given"));
        }
        return out.toString();
    }

    /** Pebble's words name the template's own parts and no value. */
    private static Problem refused(String place, PebbleException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Problem problem) {
            return problem;
        }
        Integer line = failure.getLineNumber();
        return new Problem(
                ErrorCode.VALIDATION_FAILED,
                new Violation(
                        place,
                        String.valueOf(failure.getPebbleMessage()),
                        "a template in Pebble's syntax with "
                                + "declared variables, if, for and the filters of docs/registry.md",
                        line));
    }
}
