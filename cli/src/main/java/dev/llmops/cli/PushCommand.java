// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops push}: stores a file by its digest. */
@Command(
        name = "push",
        description =
                "Stores a file by its digest, going on where an earlier attempt broke; optionally as an artifact.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops push weights.safetensors",
            "  llmops push weights.safetensors --asset model/support-large@1.4.0 --name weights/model.safetensors"
        })
final class PushCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "what to store")
    Path file = Path.of("");

    @Option(names = "--asset", paramLabel = "KIND/NAME@VERSION", description = "a draft that gets the file")
    @Nullable
    String asset;

    @Option(names = "--name", paramLabel = "NAME", description = "its name there (default: the file's own)")
    @Nullable
    String name;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            defaultValue = "application/octet-stream",
            description = "its media type (default: ${DEFAULT-VALUE})")
    String contentType = "application/octet-stream";

    @Option(
            names = "--chunk-mib",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "how much goes in one request (default: ${DEFAULT-VALUE})")
    int chunkMib = 64;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file) || chunkMib < 1) {
            throw new Refusal(
                    Refusal.USAGE, "file: '" + file + "' (expected: a file that exists, in chunks of at least 1 MiB)");
        }
        ApiClient client = server.client();
        String assetId = asset == null ? null : ContentTransfer.assetId(client, asset);
        String digest = ContentTransfer.digest(file);
        ContentTransfer transfer = new ContentTransfer(client, (long) chunkMib << 20, Duration.ofMillis(500));
        boolean held = transfer.holds(digest);
        if (!held) {
            transfer.push(file, digest, contentType);
        }
        ObjectNode result = ApiClient.JSON
                .createObjectNode()
                .put("digest", digest)
                .put("size_bytes", Files.size(file))
                .put("sent", !held);
        if (assetId != null) {
            String artifact = name == null ? String.valueOf(file.getFileName()) : name;
            client.put(
                    "/api/registry/v1/assets/" + assetId + "/artifacts/"
                            + ApiClient.encode(artifact).replace("%2F", "/"),
                    Map.of("digest", digest));
            result.put("asset", asset).put("artifact", artifact);
        }
        server.output().one(result, "digest", "size_bytes", "sent", "asset", "artifact");
        return 0;
    }
}
