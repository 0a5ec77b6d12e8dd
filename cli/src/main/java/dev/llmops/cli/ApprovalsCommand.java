// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llmops approvals}: the queue. */
@Command(
        name = "approvals",
        description = "Lists what waits for a decision.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  llmops approvals", "  llmops approvals --state approved"})
final class ApprovalsCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--state",
            defaultValue = "pending",
            description = "pending, approved, rejected, cancelled or expired (default: ${DEFAULT-VALUE})")
    String state = "pending";

    @Override
    public Integer call() {
        server.output()
                .list(
                        server.client().list("/api/governance/v1/approvals", Map.of("state", state), 200),
                        "id",
                        "kind",
                        "title",
                        "state",
                        "requested_by.name",
                        "requested_at");
        return 0;
    }

    /** Sends one decision and shows what became of the request. */
    static int decide(ServerOptions server, String id, String verb, String reason) {
        String path = "/api/governance/v1/approvals/" + ApiClient.encode(id) + "/" + verb;
        server.output()
                .one(
                        server.client().post(path, Map.of("reason", reason)),
                        "id",
                        "title",
                        "state",
                        "decided_by.name",
                        "decided_at",
                        "reason");
        return 0;
    }
}
