// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Lets the keeper make a round every minute, the first a minute after the start. */
@Singleton
final class KeeperStep implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(KeeperStep.class);

    private final ContentKeeper keeper;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("content-keeper").factory());

    KeeperStep(ContentKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "content";
    }

    @Override
    public int order() {
        return 35;
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::round, 60, 60, TimeUnit.SECONDS);
    }

    private void round() {
        try {
            keeper.round();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("stored objects wait for the next round: %s", e.getMessage());
        }
    }

    @Override
    public void stop() {
        timer.shutdownNow();
    }
}
