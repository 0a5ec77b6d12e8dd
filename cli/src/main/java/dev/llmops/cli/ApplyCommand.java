// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llmops apply -f}: makes the registry say what the manifests say. */
@Command(
        name = "apply",
        description = "Registers or updates the assets of manifest files. Repeating it changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops apply -f examples/model.yaml",
            "  llmops apply -f manifests/ --dry-run",
            "  cat model.yaml | llmops apply -f -"
        })
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "a YAML or JSON file, a folder of them, or - for standard input; may be repeated")
    List<String> files = new ArrayList<>();

    @Option(names = "--dry-run", description = "say what would change and change nothing")
    boolean dryRun;

    @Override
    public Integer call() {
        ApiClient client = server.client();
        List<Path> manifests = files.stream().flatMap(ApplyCommand::expand).toList();
        Progress progress = new Progress("applying", manifests.size());
        List<JsonNode> results = new ArrayList<>();
        for (int i = 0; i < manifests.size(); i++) {
            Path file = manifests.get(i);
            try {
                String type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
                client.post("/api/registry/v1/apply" + (dryRun ? "?dry_run=true" : ""), type, read(file))
                        .path("results")
                        .forEach(results::add);
            } catch (Refusal refusal) {
                server.output().list(results, "outcome", "asset.kind", "asset.name", "asset.version", "asset.status");
                throw new Refusal(refusal.exitCode(), file + ": " + refusal.getMessage());
            }
            progress.done(i + 1);
        }
        server.output().list(results, "outcome", "asset.kind", "asset.name", "asset.version", "asset.status");
        return 0;
    }

    private static Stream<Path> expand(String name) {
        Path path = Path.of(name);
        if (!Files.isDirectory(path)) {
            return Stream.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList().stream();
        } catch (IOException e) {
            throw new Refusal(Refusal.USAGE, name + ": cannot be listed");
        }
    }

    private static String read(Path file) {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new Refusal(Refusal.USAGE, "cannot be read; is the path right?");
        }
    }
}
