// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./llmops bench NAME}. */
@Command(
        name = "llmops bench",
        description = "Measures against a reference in the same run.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  llmops bench gateway", "  llmops bench registry --quick --json figures.json"})
final class Bench implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    Name name = Name.gateway;

    @Option(names = "--quick", description = "three minutes at most, warm-up included; wider spread")
    boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to this file")
    @Nullable
    Path json;

    enum Name {
        gateway,
        registry,
        lineage,
        search
    }

    @Override
    public Integer call() throws IOException {
        Report report = new Report();
        try {
            switch (name) {
                case gateway -> new GatewayBench(quick, report).run();
                case registry -> new RegistryBench(quick, report).run();
                case lineage -> new LineageBench(quick, report).run();
                case search -> new SearchBench(quick, report).run();
            }
        } finally {
            // What was measured before something failed took its time, too.
            report.print(System.out);
        }
        if (json != null) {
            report.write(json);
        }
        return 0;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof IllegalStateException) {
                        commandLine.getErr().println("llmops bench: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments));
    }
}
