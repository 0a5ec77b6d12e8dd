// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One LLMOps process on loopback in a home of its own, started as the launcher starts it. */
public final class Product implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Process process;
    private final Path home;
    private final int port;
    private final Path log;

    private Product(Process process, Path home, int port, Path log) {
        this.process = process;
        this.home = home;
        this.port = port;
        this.log = log;
    }

    /** The project's root, from the system property {@code llmops.root}. */
    public static Path root() {
        String root = System.getProperty("llmops.root");
        if (root == null) {
            throw new IllegalStateException("the system property llmops.root is not set");
        }
        return Path.of(root);
    }

    /** Starts it and waits until it is ready. */
    public static Product start(Path home, String... properties) {
        Product product = launch(home, freePort(), properties);
        product.awaitReady(Duration.ofMinutes(2));
        return product;
    }

    /** Starts it and does not wait. */
    public static Product launch(Path home, int port, String... properties) {
        Path target = root().resolve("apps/all/target");
        Path start = target.resolve("app.args");
        if (!Files.exists(start)) {
            throw new IllegalStateException("the app is not assembled; run ./llmops test or ./llmops up once");
        }
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.add("@" + root().resolve("apps/all/jvm.flags"));
        Path cache = target.resolve("app.aot");
        if (Files.exists(cache)) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        command.add("-Dllmops.home=" + home);
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dllmops.upstream.allow=127.0.0.0/8");
        command.addAll(List.of(properties));
        command.add("@" + start);
        command.add("dev.llmops.platform.home.LlmopsMain");
        try {
            Files.createDirectories(home);
            Path log = Files.createTempFile("llmops-product", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Product(process, home, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code /health/ready} says so; fails with the log's end when the process ends or time runs out. */
    public void awaitReady(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        ProductApi anonymous = new ProductApi(url(), "");
        while (!anonymous.answers("/health/ready")) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the product ended with " + process.exitValue() + ":\n" + logTail());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("not ready after " + patience.toSeconds() + " s:\n" + logTail());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public Path home() {
        return home;
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** The API as the first administrator. */
    public ProductApi admin() {
        try {
            return new ProductApi(
                    url(), Files.readString(home.resolve("admin.key")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code --demo} wrote. */
    public JsonNode demo() {
        try {
            return JSON.readTree(Files.readString(home.resolve("demo.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9 of the Java process only; its PostgreSQL is left behind, as it would be. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /** Waits for the end and gives the exit code. */
    public int await(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("still running after " + patience.toSeconds() + " s:\n" + logTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An orderly stop. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(45, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A port nobody listens on right now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
