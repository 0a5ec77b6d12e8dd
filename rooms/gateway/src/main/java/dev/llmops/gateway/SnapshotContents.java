// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.kernel.EventPosition;
import java.time.Instant;
import java.util.List;

/**
 * What a snapshot is made of, as the doors gave it; the form in which it is kept on disk. Credentials in it are sealed
 * and keys are hashes.
 *
 * @param position up to where the event log is contained
 * @param verifiedAt when this was last known to be the present state
 */
record SnapshotContents(
        EventPosition position, Instant verifiedAt, List<KeyGrant> keys, List<Offer> offers, List<Upstream> upstreams) {
    SnapshotContents {
        keys = List.copyOf(keys);
        offers = List.copyOf(offers);
        upstreams = List.copyOf(upstreams);
    }

    static SnapshotContents empty(Instant now) {
        return new SnapshotContents(EventPosition.START, now, List.of(), List.of(), List.of());
    }

    SnapshotContents verified(EventPosition at, Instant now) {
        return new SnapshotContents(at, now, keys, offers, upstreams);
    }
}
