// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What batches are set with. */
final class BatchBeans {
    @Produces
    @Singleton
    BatchSettings settings(
            @ConfigProperty(name = "llmops.batch.stored-bytes", defaultValue = "2147483648") long storedBytes,
            @ConfigProperty(name = "llmops.batch.kept", defaultValue = "P30D") Duration kept,
            @ConfigProperty(name = "llmops.batch.lines", defaultValue = "16") int lines) {
        BatchSettings usual = BatchSettings.DEFAULT;
        return new BatchSettings(usual.maxFileBytes(), usual.maxLines(), storedBytes, kept, lines);
    }
}
