// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.contracts.marketplace.Offers;
import dev.llmops.gateway.limit.LimitSource;
import dev.llmops.gateway.route.RouteSource;
import dev.llmops.kernel.EventPosition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Where a snapshot's contents come from: the doors of other rooms, and what this one keeps. */
@Singleton
final class SnapshotSources {
    private final KeyDirectory directory;
    private final Offers offers;
    private final Upstreams upstreams;
    private final RouteSource routes;
    private final LimitSource limits;

    @Inject
    SnapshotSources(
            KeyDirectory directory, Offers offers, Upstreams upstreams, RouteSource routes, LimitSource limits) {
        this.directory = directory;
        this.offers = offers;
        this.upstreams = upstreams;
        this.routes = routes;
        this.limits = limits;
    }

    KeyDirectory directory() {
        return directory;
    }

    /** The present state, which contains the event log up to a position at least. */
    SnapshotContents read(EventPosition position, Instant at) {
        return new SnapshotContents(
                position, at, directory.all(), offers.all(), upstreams.all(), routes.all(), limits.all());
    }
}
