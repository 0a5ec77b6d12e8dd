// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The provider as a process of its own, for crash tests and benches: {@code ProviderMain [--port 0] [--threads 1]
 * [--tokens 8] [--latency-ms 0] [--usage INPUT,OUTPUT,CACHED,REASONING] [--require-key KEY] [--ids-file FILE]}. Prints
 * {@code ready http://127.0.0.1:PORT/v1} and runs until it is stopped.
 */
public final class ProviderMain {
    private static final Set<String> OPTIONS =
            Set.of("--port", "--threads", "--tokens", "--latency-ms", "--usage", "--require-key", "--ids-file");

    private ProviderMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ProviderKit kit = ProviderKit.start(settings(arguments));
        Runtime.getRuntime().addShutdownHook(new Thread(kit::close));
        System.out.println("ready " + kit.baseUrl());
        Thread.currentThread().join();
    }

    static ProviderSettings settings(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + ": expected one of " + OPTIONS + " and a value");
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        String file = given.get("--ids-file");
        return new ProviderSettings(
                number(given, "--port", 0),
                number(given, "--threads", 1),
                number(given, "--tokens", 8),
                number(given, "--latency-ms", 0),
                usage(given.getOrDefault("--usage", "12,8,0,0")),
                given.get("--require-key"),
                file == null ? null : Path.of(file),
                file == null,
                null);
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        return given.containsKey(name) ? Integer.parseInt(given.get(name)) : otherwise;
    }

    private static ProviderUsage usage(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("--usage: expected INPUT,OUTPUT,CACHED,REASONING");
        }
        return new ProviderUsage(
                Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
    }
}
