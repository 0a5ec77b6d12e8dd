// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.registry.dependency.DependencyGraphs;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this process keeps in memory of the changes that other processes commit. There are none on the built-in
 * database, and then it does not run: this process' own changes are told at their commit.
 */
@Singleton
final class RegistryTail implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(RegistryTail.class);
    private static final int BATCH = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final EventFeed feed;
    private final ReadyAnswers answers;
    private final DependencyGraphs graphs;
    private final boolean shared;
    private final Semaphore wake = new Semaphore(0);
    private @Nullable AutoCloseable listening;
    private @Nullable Thread thread;

    RegistryTail(
            EventFeed feed,
            ReadyAnswers answers,
            DependencyGraphs graphs,
            @ConfigProperty(name = "llmops.database.url") Optional<String> external) {
        this.feed = feed;
        this.answers = answers;
        this.graphs = graphs;
        this.shared = external.isPresent();
    }

    @Override
    public String name() {
        return "registry tail";
    }

    @Override
    public int order() {
        return 26;
    }

    @Override
    public void start() {
        if (shared) {
            EventPosition head = feed.head();
            listening = feed.onWake(wake::release);
            thread = Thread.ofVirtual().name("llmops-registry-tail").start(() -> follow(head));
        }
    }

    private void follow(EventPosition start) {
        EventPosition position = start;
        try {
            while (true) {
                try {
                    List<Event> events = feed.read(position, BATCH);
                    events.forEach(this::forget);
                    if (!events.isEmpty()) {
                        position = events.getLast().position();
                        continue;
                    }
                } catch (RuntimeException e) {
                    LOG.debugf("the event log cannot be read: %s", e.getMessage());
                }
                if (wake.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(Event event) {
        if (event.type().startsWith("registry.")) {
            answers.forget(event.tenant(), event.subject());
            if (event.type().startsWith("registry.asset.")) {
                graphs.changed(event.tenant(), List.of(event.subject()));
            }
        }
    }

    @Override
    public void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        AutoCloseable former = listening;
        if (former != null) {
            try {
                former.close();
            } catch (Exception e) {
                LOG.debugf("the tail's listener did not close: %s", e.getMessage());
            }
        }
    }
}
