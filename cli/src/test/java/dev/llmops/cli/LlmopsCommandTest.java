// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LlmopsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandHasADescriptionAndAnExample() {
        CommandLine root = LlmopsCommand.commandLine();

        assertThat(root.getSubcommands()).isNotEmpty();
        root.getSubcommands().forEach((name, command) -> {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
            if (!name.equals("generate-completion")) {
                assertThat(command.getUsageMessage())
                        .as(name)
                        .contains("Example")
                        .contains("llmops " + name);
            }
        });
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("fly")).isEqualTo(Refusal.USAGE);
        assertThat(err.toString()).contains("fly");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("subscribe").contains("approvals");
    }

    @Test
    void aProblemIsToldInItsOwnWords() {
        String problem = """
                {"status":400,"code":"validation_failed","detail":"version: '1.x' (expected: SemVer 2.0)","trace_id":"abc",
                 "errors":[{"message":"version: '1.x' (expected: SemVer 2.0)"}]}""";

        assertThat(ApiClient.explain(400, problem))
                .isEqualTo("validation_failed: version: '1.x' (expected: SemVer 2.0) [trace abc]");
        assertThat(ApiClient.explain(429, "{\"error\":{\"code\":\"rate_limited\",\"message\":\"slow down\"}}"))
                .isEqualTo("rate_limited: slow down");
        assertThat(ApiClient.explain(502, "<html>")).isEqualTo("the server answered 502");
    }

    private int run(String... arguments) {
        return LlmopsCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
