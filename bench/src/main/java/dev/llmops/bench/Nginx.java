// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An nginx from a committed configuration, in a folder of its own, in the foreground. */
final class Nginx implements AutoCloseable {
    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Nginx start(Path folder, String configuration, int port, Map<String, String> values) {
        try (InputStream resource = Nginx.class.getResourceAsStream("/bench/" + configuration)) {
            if (resource == null) {
                throw new IllegalStateException(configuration + " is not on the class path");
            }
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@FOLDER@", folder.toString())
                    .replace("@PORT@", "" + port);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            Path file = Files.writeString(folder.resolve(configuration), text);
            Process process = new ProcessBuilder(
                            List.of(Tools.path("nginx"), "-p", folder.toString(), "-c", file.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(configuration + ".log").toFile())
                    .start();
            Nginx nginx = new Nginx(process, port);
            nginx.awaitListening();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening() {
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("nginx ended with " + process.exitValue());
            }
        }
        throw new IllegalStateException("nginx does not listen on " + port);
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
