// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops search}: the catalogue. */
@Command(
        name = "search",
        description = "Searches the catalogue of services that can be called.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  llmops search chat", "  llmops search summarise --category summarization"})
final class SearchCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(arity = "0..1", paramLabel = "WORDS", description = "what to look for; nothing lists all")
    @Nullable
    String words;

    @Option(names = "--category", description = "only this category")
    @Nullable
    String category;

    @Option(names = "--limit", defaultValue = "20", description = "at most so many (default: ${DEFAULT-VALUE})")
    int limit = 20;

    @Override
    public Integer call() {
        Map<String, Object> query = new LinkedHashMap<>();
        if (words != null) {
            query.put("q", words);
        }
        if (category != null) {
            query.put("category", category);
        }
        server.output()
                .list(
                        server.client().list("/api/marketplace/v1/search", query, limit),
                        "service.slug",
                        "service.version",
                        "service.category",
                        "service.model",
                        "service.description");
        return 0;
    }
}
