// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.EventSubscriber;
import dev.llmops.platform.home.LifecycleStep;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Starts the subscribers when every room has started, and stops them before any room stops. */
@Singleton
final class SubscriberStep implements LifecycleStep {
    private final PostgresAccess access;
    private final List<EventSubscriber> subscribers;
    private final List<AutoCloseable> followers = new ArrayList<>();

    SubscriberStep(PostgresAccess access, @All List<EventSubscriber> subscribers) {
        this.access = access;
        this.subscribers = List.copyOf(subscribers);
        Set<String> names = new HashSet<>();
        for (EventSubscriber subscriber : subscribers) {
            if (!names.add(subscriber.name())) {
                throw new IllegalStateException("two event subscribers share the cursor " + subscriber.name());
            }
        }
    }

    @Override
    public String name() {
        return "event subscribers";
    }

    @Override
    public int order() {
        return 70;
    }

    @Override
    public void start() {
        subscribers.forEach(subscriber -> followers.add(access.follow(subscriber)));
    }

    @Override
    public void stop() {
        for (AutoCloseable follower : followers) {
            PostgresAccess.closeQuietly(follower);
        }
        followers.clear();
    }
}
