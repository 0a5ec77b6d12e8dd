// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A server that speaks S3 and checks signatures: s3rver, installed once into kits/s3 by npm. */
record S3Server(Process process, int port) implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on .*:(\\d+)");

    /** Skips the test, loudly, where npm cannot install the server. */
    static S3Server start(Path directory) throws IOException, InterruptedException {
        Path kit = Path.of(System.getProperty("llmops.root", "../.."), "kits", "s3");
        Path program = kit.resolve("node_modules/s3rver/bin/s3rver.js");
        if (!Files.exists(program) && !installed(kit)) {
            System.err.println("SKIPPED: no S3 server for the tests of the cold tier; run npm ci in kits/s3");
            Assumptions.abort("npm could not install the S3 server of kits/s3");
        }
        Process process = new ProcessBuilder(
                        "node",
                        program.toString(),
                        "-d",
                        directory.toString(),
                        "-a",
                        "127.0.0.1",
                        "-p",
                        "0",
                        "--no-vhost-buckets",
                        "--configure-bucket",
                        "objects")
                .redirectErrorStream(true)
                .start();
        BufferedReader lines = process.inputReader(UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(any -> {}));
                return new S3Server(process, Integer.parseInt(listening.group(1)));
            }
        }
        throw new IOException("the S3 server ended with " + process.waitFor());
    }

    private static boolean installed(Path kit) throws IOException, InterruptedException {
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                    .directory(kit.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!npm.waitFor(60, TimeUnit.SECONDS)) {
                npm.destroy();
                return false;
            }
            return npm.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A bucket, with the credentials that the server knows; there is only {@code objects}. */
    ContentSettings.S3 bucket(String name) {
        return new ContentSettings.S3(
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                "us-east-1",
                name,
                "llmops",
                true,
                Optional.of("S3RVER"),
                Optional.of("S3RVER"));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
