// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The feed for the ways in that are not this room's own. */
@Singleton
final class LiveEvents implements AssetEvents {
    private final EventHub hub;

    LiveEvents(EventHub hub) {
        this.hub = hub;
    }

    @Override
    public Following follow(Caller caller, BooleanSupplier stillMay, Wish wish, Outlet outlet) {
        EventFilter filter = EventFilter.narrowed(wish.kind(), wish.assetId(), wish.types());
        return hub.open(caller, stillMay::getAsBoolean, filter, position("after", wish.after()), outlet);
    }

    /** Null where none is named; refuses, by the name that the client knows, what was never given out. */
    static @Nullable EventPosition position(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            EventPosition position = EventPosition.parse(text.strip());
            if (position.epoch() >= 0 && position.sequence() >= 0) {
                return position;
            }
        } catch (Problem malformed) {
            // refused below, by the name that the client knows
        }
        throw Problem.invalid(field, text.strip(), "the id of an event of this feed, such as 1.4711.12");
    }
}
