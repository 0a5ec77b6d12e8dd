// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command and the program's start. */
@Command(
        name = "llmops",
        description = "Registers, publishes, subscribes to and calls models through LLMOps.",
        mixinStandardHelpOptions = true,
        version = "llmops 0.1.0",
        subcommands = {
            ApplyCommand.class,
            GetCommand.class,
            FindCommand.class,
            LineageCommand.class,
            SearchCommand.class,
            PushCommand.class,
            PullCommand.class,
            UpstreamCommand.class,
            RoutesCommand.class,
            PublishCommand.class,
            ApprovalsCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            SubscribeCommand.class,
            KeysCommand.class,
            ChatCommand.class,
            UsageCommand.class,
            ContextCommand.class,
            AutoComplete.GenerateCompletion.class,
        },
        footer = {
            "",
            "Examples:",
            "  llmops apply -f examples/model.yaml",
            "  llmops publish support-chat@1.0.0 --slug support-chat --wait",
            "  llmops subscribe support-chat",
            "  llmops chat support-chat \"What is your return policy?\"",
            "  llmops usage --last 24h --by service -o json",
            "  source <(llmops generate-completion)",
            "",
            "The server is the current context's, else LLMOPS_URL and LLMOPS_API_KEY, else this machine's",
            "own (http://127.0.0.1:8080 with ~/.llmops/admin.key). The launcher adds: up, test, bench, doctor.",
            "",
            "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not reachable, 4 not authenticated."
        })
final class LlmopsCommand {
    private LlmopsCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new LlmopsCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof Refusal refusal) {
                        commandLine.getErr().println("llmops: " + refusal.getMessage());
                        return refusal.exitCode();
                    }
                    throw failure;
                });
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
