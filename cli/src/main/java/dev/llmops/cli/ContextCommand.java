// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops context}: which server, as whom. */
@Command(
        name = "context",
        description = "Keeps servers and the keys to them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  llmops context add work --url https://llmops.example.com --key-file key.txt",
            "  llmops context use work",
            "  llmops context list"
        })
final class ContextCommand {
    private ContextCommand() {}

    private static Contexts contexts() {
        return new Contexts(System.getenv());
    }

    @Command(name = "list", description = "Lists contexts; the current one is marked.", mixinStandardHelpOptions = true)
    int list(@Mixin ServerOptions server) {
        Optional<String> current = contexts().current();
        List<JsonNode> rows = contexts().all().stream()
                .<JsonNode>map(context -> ApiClient.JSON
                        .createObjectNode()
                        .put("current", current.filter(context.name()::equals).isPresent() ? "*" : "")
                        .put("name", context.name())
                        .put("url", context.url()))
                .toList();
        server.output().list(rows, "current", "name", "url");
        return 0;
    }

    @Command(
            name = "add",
            description = "Adds a context and makes it the current one. Asks for the key when no file is given.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--url", required = true, description = "the server, without a path") String url,
            @Option(names = "--key-file", description = "the file that holds the API key") @Nullable Path keyFile) {
        contexts().put(new Context(name, url, key(keyFile)));
        System.out.println("using " + name);
        return 0;
    }

    @Command(name = "use", description = "Makes a context the current one.", mixinStandardHelpOptions = true)
    int use(@Parameters(paramLabel = "NAME") String name) {
        contexts().use(name);
        System.out.println("using " + name);
        return 0;
    }

    @Command(name = "remove", description = "Forgets a context.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NAME") String name) {
        contexts().remove(name);
        return 0;
    }

    private static String key(@Nullable Path keyFile) {
        if (keyFile != null) {
            try {
                return Files.readString(keyFile).strip();
            } catch (IOException e) {
                throw new Refusal(Refusal.USAGE, keyFile + " cannot be read");
            }
        }
        Console console = System.console();
        char[] typed = console != null && console.isTerminal() ? console.readPassword("API key: ") : null;
        if (typed == null || typed.length == 0) {
            throw new Refusal(Refusal.USAGE, "no key was given; use --key-file FILE");
        }
        return new String(typed).strip();
    }
}
