// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.platform.web.Readiness;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Ready means: the counts of the month stand and calls are taken. A stale snapshot is said, and served. */
@Singleton
final class GatewayReadiness implements Readiness {
    private final DataPlane plane;
    private final SnapshotKeeper snapshots;
    private final UseTable uses;

    @Inject
    GatewayReadiness(DataPlane plane, SnapshotKeeper snapshots, UseTable uses) {
        this.plane = plane;
        this.snapshots = snapshots;
        this.uses = uses;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Report check() {
        return new Report(
                plane.isOpen(),
                Map.of(
                        "snapshot", snapshots.stale() ? "stale" : "fresh",
                        "snapshot_verified_at", snapshots.verifiedAt().toString(),
                        "snapshot_position", snapshots.position().toString(),
                        "keys", Integer.toString(snapshots.current().byHash().size()),
                        "quota", uses.restored() ? "restored" : "pending",
                        "calls_under_way", Integer.toString(plane.underWay())));
    }
}
