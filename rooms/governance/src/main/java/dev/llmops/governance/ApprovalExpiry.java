// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Ends requests that nobody looks at any more, once a minute, so that who asked hears of it in time. */
@Singleton
final class ApprovalExpiry implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(ApprovalExpiry.class);
    private static final int MAX_TENANTS = 1_000;

    private final ApprovalQueue queue;
    private final SystemReads system;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("approval-expiry").factory());

    ApprovalExpiry(ApprovalQueue queue, SystemReads system, Clock clock) {
        this.queue = queue;
        this.system = system;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "governance";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::pass, 1, 60, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        timer.shutdown();
    }

    /** One pass over all tenants; a failure (the database went away, say) waits for the next. */
    void pass() {
        try {
            List<TenantId> tenants =
                    system.read(sql -> new ApprovalDao(sql).tenantsOverdue(clock.instant(), MAX_TENANTS));
            for (TenantId tenant : tenants) {
                while (queue.sweep(tenant) == ApprovalQueue.SWEEP) {
                    LOG.debugf("more overdue approvals of tenant %s", tenant);
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf("overdue approvals stay open until the next pass: %s", e.getMessage());
        }
    }
}
