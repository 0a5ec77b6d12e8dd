// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops find}: assets by words, meaning and labels. */
@Command(
        name = "find",
        description = "Finds assets of the registry by words, by meaning and by what they are labelled with.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops find \"summarise legal contracts\"",
            "  llmops find gpt --kind model --status published",
            "  llmops find --label team=support --tag production -o json",
            "  llmops find \"translate\" --mode semantic --limit 5"
        })
final class FindCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "WORDS",
            description = "what to look for; nothing lists what the rest allows")
    @Nullable
    String words;

    @Option(names = "--kind", description = "only this kind, such as model")
    @Nullable
    String kind;

    @Option(names = "--status", description = "only this status, such as published")
    @Nullable
    String status;

    @Option(names = "--tag", description = "only with this tag; may be repeated")
    List<String> tags = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "only with this label; may be repeated")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--mode", description = "text, semantic or hybrid; the server chooses when nothing is said")
    @Nullable
    String mode;

    @Option(
            names = "--limit",
            defaultValue = "20",
            description = "at most so many, up to 100 (default: ${DEFAULT-VALUE})")
    int limit = 20;

    @Override
    public Integer call() {
        JsonNode answer = server.client().get("/api/search/v1/assets", query());
        List<JsonNode> items = new ArrayList<>();
        answer.path("items").forEach(items::add);
        Output output = server.output();
        output.answer(answer, items, "kind", "name", "version", "status", "description");
        if (!answer.path("did_you_mean").asText("").isEmpty()) {
            output.say("Did you mean: " + answer.path("did_you_mean").asText());
        }
        if (answer.path("index").path("state").asText().equals("rebuilding")) {
            output.say("The index is being rebuilt; some assets may be missing. Ask again in a minute.");
        }
        return 0;
    }

    /** What the server is asked. */
    Map<String, Object> query() {
        Map<String, Object> query = new LinkedHashMap<>();
        put(query, "q", words);
        put(query, "kind", kind);
        put(query, "status", status);
        put(query, "mode", mode);
        if (!tags.isEmpty()) {
            query.put("tag", tags);
        }
        labels.forEach((name, value) -> query.put("label." + name, value));
        query.put("limit", limit);
        return query;
    }

    private static void put(Map<String, Object> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
