// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import java.util.concurrent.CompletionStage;

/** Where a stream's events go. A write is done when the network took it, which is what tells a slow client. */
interface Outlet {
    CompletionStage<?> event(String id, String json);

    /** Nothing but a sign of life; {@code id} is where the client resumes from now on. */
    CompletionStage<?> beat(String id);

    boolean closed();

    void close();
}
