// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.gateway.limit.LimitRestore;
import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Starts the data plane: first the logs, then the counts of this month, then the snapshot, then it takes calls. */
@Singleton
final class GatewayLifecycle implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(GatewayLifecycle.class);
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final DataPlane plane;
    private final CallLogs logs;
    private final UseTable uses;
    private final UsageTotals totals;
    private final SnapshotKeeper snapshots;
    private final LimitRestore limits;
    private boolean following;
    private volatile boolean stopping;

    @Inject
    GatewayLifecycle(
            DataPlane plane,
            CallLogs logs,
            UseTable uses,
            UsageTotals totals,
            SnapshotKeeper snapshots,
            LimitRestore limits) {
        this.plane = plane;
        this.logs = logs;
        this.uses = uses;
        this.totals = totals;
        this.snapshots = snapshots;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public int order() {
        return 60;
    }

    @Override
    public boolean needsDatabase() {
        return false;
    }

    @Override
    public void start() throws Exception {
        logs.start();
        if (restore()) {
            plane.open();
        } else {
            Thread.ofVirtual().name("gateway-quota").start(this::restoreLater);
        }
    }

    /** Without the counts no call is taken: a quota that was used up must not come back to life. */
    private boolean restore() {
        try {
            uses.restore(totals);
            if (!following) {
                snapshots.start();
                following = true;
            }
            SnapshotContents known = snapshots.contents();
            limits.restore(known.allLimits(), known.keys());
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("The gateway cannot read what was used this month and takes no calls until it can: %s", e);
            return false;
        }
    }

    private void restoreLater() {
        boolean restored = false;
        while (!restored && pause() && !stopping) {
            restored = restore();
        }
        if (restored) {
            plane.open();
        }
    }

    @Override
    public void stop() {
        stopping = true;
        plane.close();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (plane.underWay() > 0 && System.nanoTime() < end && pause(Duration.ofMillis(20))) {
            // calls under way are given their time
        }
        if (plane.underWay() > 0) {
            LOG.warnf("%d calls were still under way after %d s.", plane.underWay(), DRAIN.toSeconds());
        }
        snapshots.stop();
    }

    private static boolean pause() {
        return pause(PAUSE);
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
