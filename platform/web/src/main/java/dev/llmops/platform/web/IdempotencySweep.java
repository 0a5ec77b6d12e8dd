// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes kept answers every hour. */
@Singleton
final class IdempotencySweep implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(IdempotencySweep.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final Idempotency idempotency;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("idempotency-sweep").factory());

    IdempotencySweep(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @Override
    public String name() {
        return "idempotency";
    }

    @Override
    public int order() {
        return 15;
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::sweep, 1, EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            idempotency.sweep();
        } catch (RuntimeException e) {
            LOG.warnf("kept answers could not be removed, it is tried again: %s", e.getMessage());
        }
    }

    @Override
    public void stop() {
        timer.shutdownNow();
    }
}
