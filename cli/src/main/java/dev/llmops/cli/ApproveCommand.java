// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops approve}: decides about one submission. */
@Command(
        name = "approve",
        description = "Decides about a submission: lets it happen. Nobody decides about their own.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  llmops approve 01JAZ3K6Q0V8B7M4N2T9R5XWYE --reason \"seen and tried\""})
final class ApproveCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "the approval's id, from llmops approvals")
    String id = "";

    @Option(
            names = "--reason",
            defaultValue = "approved",
            description = "kept with the decision (default: ${DEFAULT-VALUE})")
    String reason = "approved";

    @Override
    public Integer call() {
        return ApprovalsCommand.decide(server, id, "approve", reason);
    }
}
