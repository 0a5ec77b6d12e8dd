// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CatalogueQuestionsTest {
    @Test
    void whatIsAskedForIsWhatTheServerIsAsked() {
        FindCommand find = new FindCommand();
        new CommandLine(find)
                .parseArgs(
                        "legal contracts", "--kind", "model", "--tag", "chat", "--tag", "live", "--label", "team=law");

        assertThat(ApiClient.queryString(find.query()))
                .isEqualTo("?q=legal%20contracts&kind=model&tag=chat&tag=live&label.team=law&limit=20");
    }

    @Test
    void lineageGoesBothWaysUnlessOneIsNamed() {
        LineageCommand both = lineage("dataset:warehouse:raw.orders", "--depth", "3");
        LineageCommand impact = lineage("dataset:warehouse:raw.orders", "--direction", "impact");

        assertThat(both.path()).isEqualTo("/api/memorygraph/v1/lineage");
        assertThat(both.query()).isEqualTo(Map.of("node_id", "dataset:warehouse:raw.orders", "depth", 3));
        assertThat(impact.path()).isEqualTo("/api/memorygraph/v1/nodes/dataset%3Awarehouse%3Araw.orders/impact");
        assertThat(impact.query()).isEmpty();
    }

    @Test
    void whatIsNoDirectionIsWrongUsage() {
        assertThat(LlmopsCommand.commandLine().execute("lineage", "dataset:a:b", "--direction", "sideways"))
                .isEqualTo(Refusal.USAGE);
    }

    private static LineageCommand lineage(String... arguments) {
        LineageCommand command = new LineageCommand();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }
}
