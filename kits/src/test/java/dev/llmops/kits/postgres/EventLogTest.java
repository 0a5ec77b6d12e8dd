// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kits.clock.Eventually;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of();

    private final EventFeed feed = POSTGRES.eventFeed();

    private static void append(String... subjects) {
        POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            for (String subject : subjects) {
                events.append(new Notes.Written(subject));
            }
            return subjects.length;
        });
    }

    private static final class Undone extends RuntimeException {}

    /** A transaction that appended and stays open until the latch opens. */
    private static Thread hold(String subject, CountDownLatch appended, CountDownLatch release) {
        return Thread.ofVirtual().start(() -> POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            events.append(new Notes.Written(subject));
            appended.countDown();
            awaitLatch(release);
            return 0;
        }));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> subjectsAfter(EventPosition start) {
        return feed.read(start, 1_000).stream().map(Event::subject).toList();
    }

    @Test
    void aLongTransactionHoldsBackWhatCameAfterItAndIsNotSkipped() throws Exception {
        EventPosition start = feed.head();
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread slow = hold("slow", appended, release);
        appended.await();
        append("quick 1");
        append("quick 2");

        assertThat(subjectsAfter(start)).isEmpty();
        EventPosition head = feed.head();
        assertThat(head).isGreaterThan(start);

        release.countDown();
        slow.join();
        List<Event> all = feed.read(start, 1_000);
        assertThat(all).extracting(Event::subject).containsExactly("slow", "quick 1", "quick 2");
        assertThat(all.getLast().position()).isEqualTo(head);
    }

    @Test
    void eventsOfOneTransactionKeepTheirOrder() {
        EventPosition start = feed.head();
        append("a", "b", "c", "d");
        assertThat(subjectsAfter(start)).containsExactly("a", "b", "c", "d");
        assertThat(feed.read(start, 2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followersSkipNothingAndRepeatNothing(long seed) throws Exception {
        EventPosition start = feed.head();
        int writers = 4;
        int each = 60;
        Set<String> committed = ConcurrentHashMap.newKeySet();
        CountDownLatch writing = new CountDownLatch(writers);
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            threads.add(Thread.ofVirtual().start(() -> {
                write(number, each, new Random(seed * 100 + number), committed);
                writing.countDown();
            }));
        }
        List<List<Event>> followed = new CopyOnWriteArrayList<>();
        for (int follower = 0; follower < 3; follower++) {
            Random random = new Random(seed + follower);
            threads.add(Thread.ofVirtual().start(() -> followed.add(follow(start, random, writing))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(committed).hasSizeGreaterThan(writers * each / 4);
        assertThat(followed).hasSize(3).allSatisfy(events -> {
            assertThat(events).extracting(Event::subject).doesNotHaveDuplicates();
            assertThat(events).extracting(Event::subject).containsExactlyInAnyOrderElementsOf(committed);
            assertThat(events).extracting(Event::position).isSorted();
        });
    }

    /** Some transactions roll back, some stay open until others of this writer have come and gone. */
    private static void write(int writer, int count, Random random, Set<String> committed) {
        for (int i = 0; i < count; i++) {
            String subject = writer + "/" + i;
            if (random.nextInt(10) == 0) {
                CountDownLatch appended = new CountDownLatch(1);
                CountDownLatch release = new CountDownLatch(1);
                Thread slow = hold(subject + " slow", appended, release);
                awaitLatch(appended);
                appendOrUndo(subject, random, committed);
                release.countDown();
                joinQuietly(slow);
                committed.add(subject + " slow");
            } else {
                appendOrUndo(subject, random, committed);
            }
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void appendOrUndo(String subject, Random random, Set<String> committed) {
        boolean undo = random.nextInt(4) == 0;
        try {
            POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
                events.append(new Notes.Written(subject));
                if (undo) {
                    throw new Undone();
                }
                return 0;
            });
            committed.add(subject);
        } catch (Undone e) {
            assertThat(undo).isTrue();
        }
    }

    private List<Event> follow(EventPosition start, Random random, CountDownLatch writing) {
        List<Event> seen = new ArrayList<>();
        EventPosition position = start;
        while (true) {
            boolean last = writing.getCount() == 0;
            List<Event> batch = feed.read(position, 1 + random.nextInt(40));
            seen.addAll(batch);
            if (!batch.isEmpty()) {
                position = batch.getLast().position();
            } else if (last && position.compareTo(feed.head()) >= 0) {
                return seen;
            }
        }
    }

    @Test
    void whoReachesTheHeadTakenAfterACommitHasSeenThatCommit() throws Exception {
        EventPosition start = feed.head();
        CountDownLatch stop = new CountDownLatch(1);
        Thread noise = Thread.ofVirtual().start(() -> {
            for (int i = 0; stop.getCount() > 0; i++) {
                append("noise " + i);
            }
        });
        Set<String> seen = new HashSet<>();
        EventPosition position = start;
        for (int i = 0; i < 60; i++) {
            append("mine " + i);
            EventPosition head = feed.head();
            while (position.compareTo(head) < 0) {
                for (Event event : feed.read(position, 50)) {
                    seen.add(event.subject());
                    position = event.position();
                }
            }
            assertThat(seen).contains("mine " + i);
        }
        stop.countDown();
        noise.join();
    }

    @Test
    void aFollowerIsWokenByACommit() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        EventPosition start = feed.head();
        CountDownLatch arrived = new CountDownLatch(1);
        try (AutoCloseable listening = feed.onWake(() -> {
            woken.incrementAndGet();
            Thread.ofVirtual().start(() -> {
                if (subjectsAfter(start).contains("wake")) {
                    arrived.countDown();
                }
            });
        })) {
            assertThat(listening).isNotNull();
            append("wake");
            Eventually.holds("the event arrives", () -> arrived.getCount() == 0);
        }
        int before = woken.get();
        append("after closing");
        Eventually.holds("the log is readable", () -> subjectsAfter(start).contains("after closing"));
        assertThat(woken.get()).isBetween(before, before + 1);
    }
}
