// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import dev.llmops.kits.product.Product;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Portkey's gateway from npm, as it is started by its own command. It authenticates nobody and meters nothing. */
final class Portkey implements AutoCloseable {
    static final String VERSION = "1.15.2";
    private static final String PACKAGE = """
            {"private": true, "dependencies": {"@portkey-ai/gateway": "%s"}, "overrides": {"@hono/node-server": "1.13.5"}}
            """.formatted(VERSION);
    private static final String START = "node_modules/@portkey-ai/gateway/build/start-server.js";

    private final Process process;
    private final int port;

    private Portkey(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Started, where npm can fetch it and Node runs it. */
    static Optional<Portkey> start(Path log) throws IOException {
        Path home = Files.createDirectories(Product.root().resolve(".tools/peers/portkey-" + VERSION));
        if (!Files.exists(home.resolve(START))) {
            Files.writeString(home.resolve("package.json"), PACKAGE);
            if (!run(home, log, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")) {
                return Optional.empty();
            }
        }
        int port = Product.freePort();
        Process process = new ProcessBuilder(List.of("node", START, "--port=" + port, "--headless"))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Portkey portkey = new Portkey(process, port);
        if (!portkey.listens()) {
            portkey.close();
            return Optional.empty();
        }
        return Optional.of(portkey);
    }

    private static boolean run(Path home, Path log, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean listens() {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        return false;
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
