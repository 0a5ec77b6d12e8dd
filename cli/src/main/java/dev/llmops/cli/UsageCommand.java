// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llmops usage}: calls, tokens and cost. */
@Command(
        name = "usage",
        description = "Shows calls, tokens and cost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops usage",
            "  llmops usage --last 7d --by service,model --grain 1d",
            "  llmops usage --measure calls,cost_micro_usd -o json"
        })
final class UsageCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--last",
            defaultValue = "24h",
            description = "how far back: 30m, 24h, 7d (default: ${DEFAULT-VALUE})")
    String last = "24h";

    @Option(
            names = "--by",
            split = ",",
            defaultValue = "service",
            description = "dimensions (default: ${DEFAULT-VALUE})")
    List<String> dimensions = new ArrayList<>();

    @Option(
            names = "--measure",
            split = ",",
            defaultValue = "calls,errors,input_tokens,output_tokens,cost_micro_usd,latency_p95_ms",
            description = "measures (default: ${DEFAULT-VALUE})")
    List<String> measures = new ArrayList<>();

    @Option(names = "--grain", description = "one row for each 1m, 5m, 15m, 1h, 6h or 1d")
    @Nullable
    String grain;

    @Option(names = "--limit", defaultValue = "100", description = "at most so many rows (default: ${DEFAULT-VALUE})")
    int limit = 100;

    @Override
    public Integer call() {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("time_range", Map.of("last", last));
        query.put("measures", measures);
        query.put("dimensions", dimensions);
        query.put("limit", limit);
        if (grain != null) {
            query.put("grain", grain);
        }
        JsonNode answer = server.client().post("/api/analytics/v1/query", query);
        List<String> columns = new ArrayList<>();
        answer.path("columns").forEach(column -> columns.add(column.path("name").asText()));
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            ObjectNode named = ApiClient.JSON.createObjectNode();
            for (int i = 0; i < columns.size(); i++) {
                named.set(columns.get(i), row.path(i));
            }
            rows.add(named);
        }
        server.output().list(rows, columns.toArray(String[]::new));
        return 0;
    }
}
