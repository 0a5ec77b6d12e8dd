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

/** {@code llmops lineage}: what a thing was made of, and what hangs on it. */
@Command(
        name = "lineage",
        description =
                "Shows what a dataset, job or version comes from, what comes from it, and what a change would break.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops lineage dataset:warehouse:raw.orders",
            "  llmops lineage version:registry/model:support-large@1.4.0 --direction upstream --depth 3",
            "  llmops lineage dataset:warehouse:raw.orders --direction impact -o json",
            "  llmops lineage job:etl:nightly --as-of 2026-01-01T00:00:00Z"
        })
final class LineageCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NODE", description = "type:namespace:name, or the UUID that other answers give")
    String node = "";

    @Option(
            names = "--direction",
            defaultValue = "both",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Direction direction = Direction.both;

    @Option(names = "--depth", description = "at most so many steps; the server's default is 10, for impact all")
    @Nullable
    Integer depth;

    @Option(names = "--as-of", paramLabel = "TIME", description = "as it was at a time, such as 2026-01-01T00:00:00Z")
    @Nullable
    String asOf;

    /** Which way to look. */
    enum Direction {
        upstream,
        downstream,
        both,
        impact
    }

    @Override
    public Integer call() {
        JsonNode answer = server.client().get(path(), query());
        if (direction == Direction.impact) {
            impact(answer);
        } else {
            nodes(answer);
        }
        return 0;
    }

    /** Where the server is asked. */
    String path() {
        String root = "/api/memorygraph/v1/";
        return direction == Direction.both
                ? root + "lineage"
                : root + "nodes/" + ApiClient.encode(node) + "/" + direction.name();
    }

    /** What it is asked. */
    Map<String, Object> query() {
        Map<String, Object> query = new LinkedHashMap<>();
        if (direction == Direction.both) {
            query.put("node_id", node);
        }
        if (depth != null) {
            query.put("depth", depth);
        }
        if (asOf != null) {
            query.put("as_of", asOf);
        }
        return query;
    }

    private void nodes(JsonNode answer) {
        Output output = server.output();
        output.answer(answer, items(answer, "nodes"), "distance", "id", "version", "valid_from");
        output.say(answer.path("node_count").asInt() + " nodes, "
                + answer.path("edge_count").asInt() + " edges" + more(answer));
    }

    private void impact(JsonNode answer) {
        Output output = server.output();
        output.answer(answer, items(answer, "impacted"), "distance", "node.id", "severity", "breaking");
        JsonNode summary = answer.path("summary");
        output.say(summary.path("total_impacted").asInt() + " would feel a change, "
                + summary.path("breaking_changes").asInt() + " of them would break" + more(answer));
    }

    private static String more(JsonNode answer) {
        return answer.path("truncated").asBoolean() ? "; there is more: lower --depth" : "";
    }

    private static List<JsonNode> items(JsonNode answer, String name) {
        List<JsonNode> items = new ArrayList<>();
        answer.path(name).forEach(items::add);
        return items;
    }
}
