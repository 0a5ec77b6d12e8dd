// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command which talks to a server has. */
final class ServerOptions {
    @Option(
            names = {"-c", "--context"},
            paramLabel = "NAME",
            description = "the context to use instead of the current one")
    @Nullable
    String context;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Output.Form output = Output.Form.table;

    ApiClient client() {
        return new ApiClient(new Contexts(System.getenv()).resolve(Optional.ofNullable(context)));
    }

    Output output() {
        return new Output(output, System.out);
    }
}
