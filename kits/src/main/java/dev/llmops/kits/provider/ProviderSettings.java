// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the provider answers when nothing else is said.
 *
 * @param port 0 for any free one
 * @param threads event loops that answer
 * @param tokens frames of a stream, words of a text
 * @param latencyMillis before the first byte of every answer
 * @param requiredKey when set, another {@code Authorization} is answered with 401
 * @param idsFile when set, every {@code x-request-id} is appended to it, a line each, before the answer
 * @param rememberIds whether ids are kept in memory; off for benches
 * @param faults for every request that asks for none itself, in the form of {@code Faults}; null for none
 */
public record ProviderSettings(
        int port,
        int threads,
        int tokens,
        long latencyMillis,
        ProviderUsage usage,
        @Nullable String requiredKey,
        @Nullable Path idsFile,
        boolean rememberIds,
        @Nullable String faults) {
    public static final ProviderSettings DEFAULT =
            new ProviderSettings(0, 1, 8, 0, ProviderUsage.DEFAULT, null, null, true, null);

    public ProviderSettings withUsage(ProviderUsage newUsage) {
        return new ProviderSettings(
                port, threads, tokens, latencyMillis, newUsage, requiredKey, idsFile, rememberIds, faults);
    }

    public ProviderSettings withRequiredKey(String key) {
        return new ProviderSettings(port, threads, tokens, latencyMillis, usage, key, idsFile, rememberIds, faults);
    }

    public ProviderSettings withIdsFile(Path file) {
        return new ProviderSettings(
                port, threads, tokens, latencyMillis, usage, requiredKey, file, rememberIds, faults);
    }

    public ProviderSettings withPort(int newPort) {
        return new ProviderSettings(
                newPort, threads, tokens, latencyMillis, usage, requiredKey, idsFile, rememberIds, faults);
    }

    public ProviderSettings withFaults(@Nullable String newFaults) {
        return new ProviderSettings(
                port, threads, tokens, latencyMillis, usage, requiredKey, idsFile, rememberIds, newFaults);
    }
}
