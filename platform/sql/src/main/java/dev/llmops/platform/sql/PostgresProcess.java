// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One running server. It leads a session of its own, so that an interrupt typed at the terminal reaches LLMOps only,
 * which then stops it last. PostgreSQL refuses user id 0: for root it runs in a user namespace that shows root as an
 * ordinary user, so files stay root's and nothing has to change hands.
 */
final class PostgresProcess {
    private static final int START_SECONDS = 120;
    private static final int FAST_STOP_SECONDS = 30;

    private final ProcessHandle handle;
    private final int port;

    PostgresProcess(ProcessHandle handle, int port) {
        this.handle = handle;
        this.port = port;
    }

    ProcessHandle handle() {
        return handle;
    }

    int port() {
        return port;
    }

    /** Starts a server and waits until it accepts connections, through its recovery if it needs one. */
    static PostgresProcess start(
            PostgresBinaries binaries, Path data, Path log, int port, Map<String, String> parameters) {
        List<String> command = new ArrayList<>(List.of(binaries.program("postgres"), "-D", data.toString()));
        command.addAll(List.of("-c", "port=" + port));
        parameters.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        try {
            Process process = new ProcessBuilder(unprivileged(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            awaitReady(process, data, log);
            return new PostgresProcess(process.toHandle(), port);
        } catch (IOException e) {
            throw StartFailure.cannotWrite(data, e);
        }
    }

    private static void awaitReady(Process process, Path data, Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline) {
            Optional<PidFile> file = PidFile.in(data);
            if (file.isPresent()
                    && file.get().pid() == process.pid()
                    && file.get().ready()) {
                return;
            }
            try {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    throw new StartFailure("The built-in PostgreSQL ended while starting: " + lastWords(log)
                            + " Its log is " + log + "; when the disk is full, free some space.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailure("The start of the built-in PostgreSQL was interrupted.");
            }
        }
        process.destroyForcibly();
        throw new StartFailure(
                "The built-in PostgreSQL was not ready after " + START_SECONDS + " s; its log is " + log);
    }

    /** The last line of the log that says what was wrong. */
    private static String lastWords(Path log) throws IOException {
        return Files.readAllLines(log).reversed().stream()
                .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("error"))
                .findFirst()
                .orElse("it left no reason.");
    }

    /** Runs a program to its end; answers what it printed when it failed. */
    static Optional<String> run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(unprivileged(command))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(output.strip());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static List<String> unprivileged(List<String> command) throws IOException {
        List<String> full = new ArrayList<>(List.of("setsid"));
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
            full.addAll(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"));
        }
        full.addAll(command);
        return full;
    }

    /** Fast shutdown (SIGINT): running transactions are rolled back, everything is written; harsher ways only after. */
    void stop() {
        for (String signal : List.of("INT", "QUIT")) {
            signal(signal);
            if (endsWithin(FAST_STOP_SECONDS)) {
                return;
            }
        }
        handle.destroyForcibly();
        endsWithin(FAST_STOP_SECONDS);
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + handle.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            handle.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean endsWithin(int seconds) {
        try {
            handle.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }

    /** What {@code postmaster.pid} says: process id, directory, start time, port, socket, address, memory, state. */
    record PidFile(long pid, int port, boolean ready) {
        static Optional<PidFile> in(Path data) {
            try {
                List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
                if (lines.size() < 4) {
                    return Optional.empty();
                }
                boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
                return Optional.of(new PidFile(
                        Long.parseLong(lines.getFirst().strip()),
                        Integer.parseInt(lines.get(3).strip()),
                        ready));
            } catch (IOException | NumberFormatException e) {
                return Optional.empty();
            }
        }

        /** The named process, when it is alive and is a server of this very data directory. */
        Optional<ProcessHandle> server(Path data) {
            try {
                String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
                boolean ours = command.contains("/postgres\0") && command.contains("\0" + data + "\0");
                return ours ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
