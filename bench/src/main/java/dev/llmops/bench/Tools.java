// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs a benchmark needs: found, or fetched as Debian packages, or their absence said aloud. */
final class Tools {
    private static final List<String> PLACES = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

    private Tools() {}

    static String path(String program) {
        for (String place : PLACES) {
            Path candidate = Path.of(place, program);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new IllegalStateException(
                program + " is not installed; on Debian: apt-get install " + packageOf(program));
    }

    /** Installs what is missing where that is possible (Debian, as root). */
    static void require(String... programs) {
        List<String> missing = new ArrayList<>();
        for (String program : programs) {
            if (PLACES.stream().noneMatch(place -> Files.isExecutable(Path.of(place, program)))) {
                missing.add(packageOf(program));
            }
        }
        if (!missing.isEmpty()) {
            System.err.println("llmops bench: installing " + String.join(", ", missing));
            run(List.of("apt-get", "update", "-qq"));
            List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "-qq"));
            install.addAll(missing);
            run(install);
        }
        for (String program : programs) {
            path(program);
        }
    }

    private static String packageOf(String program) {
        return program.equals("nginx") ? "nginx-light" : program;
    }

    private static void run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            builder.start().waitFor();
        } catch (IOException e) {
            System.err.println("llmops bench: " + command.getFirst() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
