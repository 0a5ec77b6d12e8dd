// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.limit.LimitSet;
import dev.llmops.gateway.route.StoredRoute;
import dev.llmops.kernel.EventPosition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is made of, as the doors gave it; the form in which it is kept on disk. Credentials in it are sealed
 * and keys are hashes.
 *
 * @param position up to where the event log is contained
 * @param routes null in a file of a version before there were any
 * @param limits null in a file of a version before there were any
 * @param verifiedAt when this was last known to be the present state
 */
record SnapshotContents(
        EventPosition position,
        Instant verifiedAt,
        List<KeyGrant> keys,
        List<Offer> offers,
        List<Upstream> upstreams,
        @Nullable List<StoredRoute> routes,
        @Nullable List<LimitSet> limits) {
    SnapshotContents {
        keys = List.copyOf(keys);
        offers = List.copyOf(offers);
        upstreams = List.copyOf(upstreams);
        routes = routes == null ? List.of() : List.copyOf(routes);
        limits = limits == null ? List.of() : List.copyOf(limits);
    }

    static SnapshotContents empty(Instant now) {
        return new SnapshotContents(EventPosition.START, now, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    SnapshotContents verified(EventPosition at, Instant now) {
        return new SnapshotContents(at, now, keys, offers, upstreams, routes, limits);
    }

    List<StoredRoute> allRoutes() {
        return Objects.requireNonNullElse(routes, List.of());
    }

    List<LimitSet> allLimits() {
        return Objects.requireNonNullElse(limits, List.of());
    }
}
