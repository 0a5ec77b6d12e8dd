// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.registry.AssetEvents;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletionStage;

/** Server-sent events (WHATWG HTML, section 9.2): id and data; a comment with an id alone moves the place to resume from. */
record SseOutlet(Sse sse, SseEventSink sink) implements AssetEvents.Outlet {
    @Override
    public CompletionStage<?> event(String id, String json) {
        return sink.send(sse.newEventBuilder().id(id).data(String.class, json).build());
    }

    @Override
    public CompletionStage<?> beat(String id) {
        return sink.send(sse.newEventBuilder().comment("beat").id(id).build());
    }

    @Override
    public boolean closed() {
        return sink.isClosed();
    }

    @Override
    public void close(AssetEvents.End end) {
        sink.close();
    }
}
