// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.registry.AssetEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client: it takes what is sent, or nothing at all. */
final class RecordingOutlet implements AssetEvents.Outlet {
    private final boolean stuck;
    private final List<String> ids = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> beats = new ArrayList<>();
    private boolean closed;
    private AssetEvents.@Nullable End end;

    RecordingOutlet(boolean stuck) {
        this.stuck = stuck;
    }

    @Override
    public synchronized CompletionStage<?> event(String id, String json) {
        if (stuck) {
            return new CompletableFuture<>();
        }
        ids.add(id);
        events.add(json);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<?> beat(String id) {
        beats.add(id);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close(AssetEvents.End why) {
        closed = true;
        end = why;
    }

    synchronized AssetEvents.@Nullable End end() {
        return end;
    }

    synchronized List<String> ids() {
        return List.copyOf(ids);
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized List<String> beats() {
        return List.copyOf(beats);
    }
}
