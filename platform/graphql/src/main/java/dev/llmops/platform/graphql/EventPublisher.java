// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.registry.AssetEvents;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One follower's events for one subscriber. An event counts as taken when the subscriber asks for the next one, so that a
 * client that does not read is as slow here as it is on the network.
 */
final class EventPublisher implements Publisher<Map<String, Object>>, AssetEvents.Outlet {
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable Subscriber<? super Map<String, Object>> subscriber;
    private AssetEvents.@Nullable Following following;
    private @Nullable Map<String, Object> waiting;
    private @Nullable CompletableFuture<?> taken;
    private AssetEvents.@Nullable End end;
    private long wanted;
    private boolean told;

    /** Why there will be no more events; nobody's fault of the question. */
    static final class Ended extends RuntimeException {
        private final AssetEvents.End why;

        Ended(AssetEvents.End why) {
            super(why.name(), null, false, false);
            this.why = why;
        }

        AssetEvents.End why() {
            return why;
        }
    }

    void follows(AssetEvents.Following place) {
        boolean gone;
        synchronized (this) {
            following = place;
            gone = end != null;
        }
        if (gone) {
            place.stop();
        }
    }

    @Override
    public void subscribe(Subscriber<? super Map<String, Object>> only) {
        synchronized (this) {
            if (subscriber != null) {
                throw new IllegalStateException("an event publisher has one subscriber");
            }
            subscriber = only;
        }
        only.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {
                wants(count);
            }

            @Override
            public void cancel() {
                leave();
            }
        });
        deliver();
    }

    @Override
    public CompletionStage<?> event(String id, String json) {
        CompletableFuture<?> done = new CompletableFuture<>();
        synchronized (this) {
            if (end != null) {
                return CompletableFuture.completedFuture(null);
            }
            waiting = read(id, json);
            taken = done;
        }
        deliver();
        return done;
    }

    @Override
    public CompletionStage<?> beat(String id) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized boolean closed() {
        return end != null;
    }

    @Override
    public void close(AssetEvents.End why) {
        synchronized (this) {
            if (end == null) {
                end = why;
            }
        }
        deliver();
    }

    private void wants(long count) {
        CompletableFuture<?> before;
        synchronized (this) {
            wanted += Math.max(0, count);
            before = waiting == null ? taken : null;
            if (before != null) {
                taken = null;
            }
        }
        if (before != null) {
            before.complete(null);
        }
        deliver();
    }

    private void leave() {
        AssetEvents.Following place;
        synchronized (this) {
            end = AssetEvents.End.LEFT;
            told = true;
            place = following;
        }
        if (place != null) {
            place.stop();
        }
    }

    private void deliver() {
        Subscriber<? super Map<String, Object>> to;
        Map<String, Object> event;
        AssetEvents.End why;
        synchronized (this) {
            to = subscriber;
            event = wanted > 0 ? waiting : null;
            why = told ? null : end;
            if (to == null || (event == null && why == null)) {
                return;
            }
            if (why != null) {
                told = true;
            } else {
                waiting = null;
                wanted--;
            }
        }
        if (why != null) {
            to.onError(new Ended(why));
        } else {
            to.onNext(event);
        }
    }

    private static Map<String, Object> read(String position, String json) {
        try {
            Map<String, Object> event =
                    new HashMap<>(JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));
            event.put("position", position);
            return event;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the feed sends JSON", e);
        }
    }
}
