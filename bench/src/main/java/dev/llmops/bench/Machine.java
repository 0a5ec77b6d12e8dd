// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the figures were measured on, and how busy it was; read from {@code /proc}. */
final class Machine {
    /** Clock ticks per second of {@code /proc}; 100 on every Linux of the last decades. */
    private static final double TICKS = 100;

    private Machine() {}

    static String description() {
        String model = lines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
        return processors() + " × " + model + ", " + memoryMegabytes() / 1024 + " GiB, " + System.getProperty("os.name")
                + " " + System.getProperty("os.version");
    }

    static String jdk() {
        return System.getProperty("java.vendor") + " " + Runtime.version();
    }

    static String commit() {
        try {
            Process git = new ProcessBuilder(
                            "git", "-C", System.getProperty("llmops.root", "."), "rev-parse", "--short", "HEAD")
                    .redirectErrorStream(true)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return out.matches("[0-9a-f]+") ? out : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** CPU seconds the whole machine has spent, all processors together, idling and waiting left out. */
    static double busySeconds() {
        String[] parts = lines(Path.of("/proc/stat")).getFirst().trim().split("\\s+", -1);
        double busy = 0;
        for (int i = 1; i <= 8; i++) {
            boolean idle = i == 4 || i == 5;
            busy += idle ? 0 : Double.parseDouble(parts[i]);
        }
        return busy / TICKS;
    }

    /** CPU seconds one process has spent, user and system. */
    static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Double.parseDouble(parts[11]) + Double.parseDouble(parts[12])) / TICKS;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Proportional set size of one process in bytes. */
    static long pssBytes(long pid) {
        return lines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** Removes a folder of a run, as far as it goes. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            System.err.println("llmops bench: some files stay in " + folder + ": " + e.getMessage());
        }
    }

    private static long memoryMegabytes() {
        return lines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
