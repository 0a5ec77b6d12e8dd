// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.kits.clock.Eventually;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventSubscriberTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of();

    private final EventFeed feed = POSTGRES.eventFeed();

    private static void append(String subject) {
        POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            events.append(new Notes.Written(subject));
            return 0;
        });
    }

    private record Recorder(String name, List<String> handled, AtomicInteger failures) implements EventSubscriber {
        @Override
        public void handle(List<Event> events) {
            events.forEach(event -> handled.add(event.subject()));
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("after the work, before the cursor");
            }
        }
    }

    private static Recorder recorder(String name, int failures) {
        return new Recorder(name, new CopyOnWriteArrayList<>(), new AtomicInteger(failures));
    }

    @Test
    void aSubscriberGoesOnWhereItStoodAndRepeatsOnlyWhatFailed() throws Exception {
        append("subscribed 1");
        Recorder first = recorder("test.goes_on", 2);
        try (AutoCloseable following = POSTGRES.follow(first)) {
            assertThat(following).isNotNull();
            Eventually.holds("three deliveries", () -> count(first, "subscribed 1") == 3);
            append("subscribed 2");
            Eventually.holds("the next event", () -> count(first, "subscribed 2") == 1);
            Eventually.holds("the cursor moved", () -> cursor("test.goes_on").compareTo(feed.head()) >= 0);
        }
        append("subscribed 3");
        Recorder again = recorder("test.goes_on", 0);
        try (AutoCloseable following = POSTGRES.follow(again)) {
            assertThat(following).isNotNull();
            Eventually.holds("what came meanwhile", () -> count(again, "subscribed 3") == 1);
        }
        assertThat(again.handled()).containsExactly("subscribed 3");
        assertThat(count(first, "subscribed 1")).isEqualTo(3);
    }

    private static EventPosition cursor(String name) {
        return POSTGRES.systemReads()
                .read(sql -> sql.createQuery("SELECT position FROM platform.event_cursor WHERE name = :name")
                        .bind("name", name)
                        .mapTo(String.class)
                        .findOne()
                        .map(EventPosition::parse)
                        .orElse(EventPosition.START));
    }

    private static long count(Recorder recorder, String subject) {
        return recorder.handled().stream().filter(subject::equals).count();
    }
}
