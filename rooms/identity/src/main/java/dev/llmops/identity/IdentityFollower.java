// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows the event log so that a key ended by another process is forgotten here within a second. */
@Singleton
final class IdentityFollower implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(IdentityFollower.class);
    private static final int BATCH = 1_000;

    private final EventFeed feed;
    private final KeyLookup keys;
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread follower;
    private @Nullable AutoCloseable subscription;

    IdentityFollower(EventFeed feed, KeyLookup keys) {
        this.feed = feed;
        this.keys = keys;
    }

    @Override
    public String name() {
        return "identity follower";
    }

    @Override
    public int order() {
        return 21;
    }

    @Override
    public void start() {
        EventPosition from = feed.head();
        subscription = feed.onWake(wake::release);
        follower = Thread.ofVirtual().name("identity-follower").start(() -> follow(from));
    }

    private void follow(EventPosition from) {
        EventPosition position = from;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                wake.acquire();
                wake.drainPermits();
                position = catchUp(position);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.debugf("the event log cannot be read now: %s", e.getMessage());
            }
        }
    }

    private EventPosition catchUp(EventPosition from) {
        EventPosition position = from;
        List<Event> events;
        do {
            events = feed.read(position, BATCH);
            Set<String> ended = new HashSet<>();
            for (Event event : events) {
                if (event.type().startsWith("identity.key.")) {
                    ended.add(event.subject());
                }
                position = event.position();
            }
            if (!ended.isEmpty()) {
                keys.forget(ended);
            }
        } while (events.size() == BATCH);
        return position;
    }

    @Override
    public void stop() {
        Thread running = follower;
        if (running != null) {
            running.interrupt();
        }
        AutoCloseable open = subscription;
        if (open != null) {
            try {
                open.close();
            } catch (Exception e) {
                LOG.debugf("the subscription to the event log was already closed: %s", e.getMessage());
            }
        }
    }
}
