// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The official clients for Node, as they are locked in {@code guard/clients}. */
final class NodeClients {
    private static final Path FOLDER = Product.root().resolve("guard/clients");

    private NodeClients() {}

    /** Test classes run side by side: one of them installs, the others wait. */
    static void install() {
        try (FileChannel lock = FileChannel.open(
                        FOLDER.resolve("package-lock.json"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock mine = lock.lock()) {
            if (mine.isValid()) {
                installUnlessThere();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void installUnlessThere() {
        boolean all = List.of("openai", "@anthropic-ai/sdk", "graphql-ws").stream()
                .allMatch(name -> Files.exists(FOLDER.resolve("node_modules").resolve(name)));
        if (!all) {
            Programs.run(FOLDER, Map.of(), Duration.ofMinutes(3), "npm", "ci", "--silent")
                    .ok();
        }
    }

    /** What a script printed. */
    static JsonNode run(String script, Map<String, String> environment) throws IOException {
        install();
        return ProductApi.JSON.readTree(Programs.run(FOLDER, environment, Duration.ofMinutes(1), "node", script)
                .ok()
                .strip());
    }
}
