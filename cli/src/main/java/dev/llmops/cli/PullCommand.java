// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops pull}: fetches a stored file and checks its digest. */
@Command(
        name = "pull",
        description = "Fetches a stored file, going on where an earlier attempt broke, and checks its digest.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops pull sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --to weights.bin",
            "  llmops pull model/support-large@1.4.0 weights/model.safetensors"
        })
final class PullCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "WHAT", description = "a digest, or kind/name@version")
    String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ARTIFACT", description = "the name of a version's file")
    @Nullable
    String artifact;

    @Option(names = "--to", paramLabel = "FILE", description = "where to (default: the artifact's name, or the digest)")
    @Nullable
    Path to;

    @Override
    public Integer call() throws IOException {
        ApiClient client = server.client();
        boolean byDigest = what.indexOf('/') < 0;
        if (!byDigest && artifact == null) {
            throw new Refusal(
                    Refusal.USAGE, "artifact: missing (expected: the name of one of the version's artifacts)");
        }
        String path = byDigest
                ? ContentTransfer.CONTENT + ApiClient.encode(what)
                : "/api/registry/v1/assets/" + ContentTransfer.assetId(client, what) + "/artifacts/"
                        + ApiClient.encode(String.valueOf(artifact)).replace("%2F", "/");
        Path target = (to == null ? Path.of(ownName()) : to).toAbsolutePath();
        String digest = new ContentTransfer(client, 1, Duration.ofMillis(500)).pull(path, target);
        server.output()
                .one(
                        ApiClient.JSON
                                .createObjectNode()
                                .put("digest", digest)
                                .put("size_bytes", Files.size(target))
                                .put("file", target.toString()),
                        "digest",
                        "size_bytes",
                        "file");
        return 0;
    }

    private String ownName() {
        return artifact == null ? what.replace(':', '-') : artifact.substring(artifact.lastIndexOf('/') + 1);
    }
}
