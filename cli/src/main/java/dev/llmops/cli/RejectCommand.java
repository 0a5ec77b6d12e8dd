// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops reject}: decides about one submission. */
@Command(
        name = "reject",
        description = "Decides about a submission: sends it back with a reason. Nobody decides about their own.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  llmops reject 01JAZ3K6Q0V8B7M4N2T9R5XWYE --reason \"seen and tried\""})
final class RejectCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "the approval's id, from llmops approvals")
    String id = "";

    @Option(names = "--reason", required = true, description = "kept with the decision")
    String reason = "";

    @Override
    public Integer call() {
        return ApprovalsCommand.decide(server, id, "reject", reason);
    }
}
