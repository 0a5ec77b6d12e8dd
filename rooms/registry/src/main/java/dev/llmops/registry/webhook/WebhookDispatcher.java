// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Finds webhooks with something due and has them worked on, {@link WebhookSettings#PARALLEL} at a time, each by one
 * process and one thread: that keeps the order. What is due lies in the database; the wake-up only makes it quick.
 */
@Singleton
final class WebhookDispatcher implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(WebhookDispatcher.class);
    private static final int MAX_DUE = 100;
    /** Deliveries of one webhook in a row before others get their turn. */
    private static final int ROW = 50;

    private final SystemReads system;
    private final WebhookWork work;
    private final Clock clock;
    private final String owner = Ulids.next();
    private final Semaphore signal = new Semaphore(0);
    private final Semaphore places = new Semaphore(WebhookSettings.PARALLEL);
    private volatile boolean stopped;

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
        Thread.ofVirtual().name("webhook-dispatcher").start(this::loop);
    }

    /** Lets tries under way end, 12 s at most; what is left goes on at the next start. */
    @Override
    public void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        wake();
        try {
            if (!places.tryAcquire(WebhookSettings.PARALLEL, 12, TimeUnit.SECONDS)) {
                LOG.info("webhook deliveries under way are sent again at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something became due just now. */
    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    private void loop() {
        boolean away = false;
        while (!stopped) {
            try {
                pass();
                away = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!away && !stopped) {
                    LOG.warnf("webhooks wait until the database answers: %s", e.getMessage());
                }
                away = true;
            }
            if (!pause()) {
                return;
            }
        }
    }

    private boolean pause() {
        try {
            if (signal.tryAcquire(1, TimeUnit.SECONDS)) {
                signal.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void pass() throws InterruptedException {
        List<DueDao.Due> all = system.read(sql -> new DueDao(sql).due(clock.instant(), MAX_DUE));
        for (DueDao.Due due : all) {
            places.acquire();
            boolean started = false;
            try {
                if (!stopped && work.claim(due, owner)) {
                    Thread.ofVirtual().name("webhook-" + due.webhookId()).start(() -> run(due));
                    started = true;
                }
            } finally {
                if (!started) {
                    places.release();
                }
            }
        }
        if (all.size() == MAX_DUE) {
            wake();
        }
    }

    private void run(DueDao.Due due) {
        try {
            boolean more = true;
            for (int i = 0; i < ROW && more && !stopped; i++) {
                more = work.step(due, owner);
            }
            if (more) {
                work.release(due, owner);
                wake();
            }
        } catch (RuntimeException e) {
            LOG.warnf("webhook %s goes on when its lease ends: %s", due.webhookId(), e.getMessage());
        } finally {
            places.release();
        }
    }
}
