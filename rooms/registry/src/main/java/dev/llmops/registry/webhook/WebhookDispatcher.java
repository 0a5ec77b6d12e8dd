// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.DueWork;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds webhooks with something due and has them worked on, {@link WebhookSettings#PARALLEL} at a time, each by one
 * process and one thread: that keeps the order.
 */
@Singleton
final class WebhookDispatcher implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(WebhookDispatcher.class);
    private static final int MAX_DUE = 100;
    /** Deliveries of one webhook in a row before others get their turn. */
    private static final int ROW = 50;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(12);

    private final SystemReads system;
    private final WebhookWork work;
    private final Clock clock;
    private final String owner = Ulids.next();
    private final DueWork due = new DueWork("webhook deliveries", WebhookSettings.PARALLEL);

    WebhookDispatcher(SystemReads system, WebhookWork work, Clock clock) {
        this.system = system;
        this.work = work;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public int order() {
        return 65;
    }

    @Override
    public void start() {
        due.start(this::look);
    }

    @Override
    public void stop() {
        due.stop(STOP_WITHIN);
    }

    /** Something became due just now. */
    void wake() {
        due.wake();
    }

    private void look() throws InterruptedException {
        List<DueDao.Due> all = system.read(sql -> new DueDao(sql).due(clock.instant(), MAX_DUE));
        for (DueDao.Due webhook : all) {
            due.submit(
                    "webhook-" + webhook.webhookId(),
                    () -> work.claim(webhook, owner) ? Optional.of(() -> run(webhook)) : Optional.empty());
        }
        if (all.size() == MAX_DUE) {
            wake();
        }
    }

    private void run(DueDao.Due webhook) {
        try {
            boolean more = true;
            for (int i = 0; i < ROW && more && !due.stopped(); i++) {
                more = work.step(webhook, owner);
            }
            if (more) {
                work.release(webhook, owner);
                wake();
            }
        } catch (RuntimeException e) {
            LOG.warnf("webhook %s goes on when its lease ends: %s", webhook.webhookId(), e.getMessage());
        }
    }
}
