// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.contracts.identity.Caller;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live events about an organisation's assets, for every way in: server-sent events, GraphQL and gRPC. Each follower
 * gets its own organisation's events once and in the log's order.
 */
public interface AssetEvents {
    /**
     * Begins to follow. Refuses with {@code overloaded} when there are as many followers as may be, and with {@code
     * validation_failed} what is no kind, id, type or position.
     *
     * @param stillMay whether the caller still may read; asked now and then, may block
     */
    Following follow(Caller caller, BooleanSupplier stillMay, Wish wish, Outlet outlet);

    /** One follower's place. */
    @FunctionalInterface
    interface Following {
        /** Gives the place back; the outlet is closed with {@link End#LEFT}. Saying it again does nothing. */
        void stop();
    }

    /**
     * What is followed; all conditions must hold.
     *
     * @param types names of events, or beginnings such as {@code registry.asset.*}; none means all
     * @param after the id of the last event seen; null means from now on
     */
    record Wish(
            @Nullable String kind,
            @Nullable String assetId,
            List<String> types,
            @Nullable String after) {
        public Wish {
            types = List.copyOf(types);
        }
    }

    /** Where a follower's events go. Nothing is sent before what went before is done. */
    interface Outlet {
        /**
         * @param id where to go on from after this event
         * @param json CloudEvents 1.0, structured
         * @return done when the network took it; a follower that is too slow is ended
         */
        CompletionStage<?> event(String id, String json);

        /** Nothing but a sign of life; {@code id} is where to go on from now. */
        CompletionStage<?> beat(String id);

        /** Whether the other side is gone. */
        boolean closed();

        void close(End end);
    }

    /** Why a follower gets no more. */
    enum End {
        /** It went itself. */
        LEFT,
        /** It took nothing for too long. */
        SLOW,
        /** Its caller may no longer. */
        RIGHTS,
        /** The process stops; the same can be followed again in a moment. */
        STOPPING,
        /** Something broke on our side. */
        FAULT
    }
}
