// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load program, and what it says. */
final class Wrk {
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in ([\\d.]+)(ms|s|m)");
    private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([\\d.]+)(us|ms|s)");
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKET = Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private final Map<String, String> environment;
    private final String script;

    Wrk(String script, Map<String, String> environment) {
        this.script = script;
        this.environment = environment;
    }

    /** With a script of this program, copied to a folder where wrk can read it. */
    static Wrk of(Path folder, String script, Map<String, String> environment) {
        try (InputStream resource = Wrk.class.getResourceAsStream("/bench/" + script)) {
            if (resource == null) {
                throw new IllegalStateException(script + " is not on the class path");
            }
            Path file = folder.resolve(script);
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            return new Wrk(file.toString(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What one run gave.
     *
     * @param cpuSeconds of the load program itself
     */
    record Result(long requests, double seconds, double p50Millis, double p99Millis, long errors, double cpuSeconds) {
        double perSecond() {
            return requests / seconds;
        }
    }

    Result run(int port, int connections, int seconds) {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "wrk",
                            "-t1",
                            "-c" + connections,
                            "-d" + seconds + "s",
                            "--latency",
                            "--timeout",
                            "10s",
                            "-s",
                            script,
                            "http://127.0.0.1:" + port + "/v1/chat/completions"))
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            double childrenBefore = childrenCpu();
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("wrk failed: " + out);
            }
            return parse(out, childrenCpu() - childrenBefore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Result parse(String out, double cpuSeconds) {
        Matcher total = find(TOTAL, out);
        double p50 = 0;
        double p99 = 0;
        Matcher latency = LATENCY.matcher(out);
        while (latency.find()) {
            double millis = Double.parseDouble(latency.group(2)) * toMillis(latency.group(3));
            if (latency.group(1).equals("50")) {
                p50 = millis;
            } else {
                p99 = millis;
            }
        }
        long errors = 0;
        Matcher status = BAD_STATUS.matcher(out);
        if (status.find()) {
            errors += Long.parseLong(status.group(1));
        }
        Matcher socket = SOCKET.matcher(out);
        if (socket.find()) {
            for (int i = 1; i <= 4; i++) {
                errors += Long.parseLong(socket.group(i));
            }
        }
        double seconds = Double.parseDouble(total.group(2)) * toMillis(total.group(3)) / 1000;
        return new Result(Long.parseLong(total.group(1)), seconds, p50, p99, errors, cpuSeconds);
    }

    private static Matcher find(Pattern pattern, String out) {
        Matcher matcher = pattern.matcher(out);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk said something unexpected: " + out);
        }
        return matcher;
    }

    private static double toMillis(String unit) {
        return switch (unit) {
            case "us" -> 0.001;
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    /** CPU seconds of this program's children that have ended: cutime and cstime of {@code /proc/self/stat}. */
    private static double childrenCpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Double.parseDouble(parts[13]) + Double.parseDouble(parts[14])) / 100;
    }
}
