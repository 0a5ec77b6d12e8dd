// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWindowTest {
    private static final TenantId TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYE");

    private final List<Event> log = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final LogWindow window = new LogWindow(this::source);

    private synchronized List<Event> source(EventPosition after, int max) {
        asked.incrementAndGet();
        return log.stream()
                .filter(event -> event.position().compareTo(after) > 0)
                .limit(max)
                .toList();
    }

    private synchronized void append(int epoch, long number, int chars) {
        EventPosition position = new EventPosition(epoch, number, number);
        log.add(new Event(
                "e" + number,
                "/rooms/test",
                "test.happened",
                "s",
                Instant.EPOCH,
                TENANT,
                "actor",
                null,
                "x".repeat(chars),
                position));
    }

    @Test
    void whatOneReadTheOthersNeedNotAskFor() {
        for (int i = 1; i <= 30; i++) {
            append(1, i, 10);
        }
        assertThat(window.read(EventPosition.START, 1_000)).hasSize(30);
        assertThat(window.read(EventPosition.START, 20)).hasSize(20);
        assertThat(window.read(log.get(9).position(), 20))
                .extracting(Event::id)
                .startsWith("e11")
                .endsWith("e30")
                .hasSize(20);

        assertThat(asked).hasValue(1);
    }

    @Test
    void whoIsAtTheEndIsToldOfWhatCameBeforeHeAsked() {
        append(1, 1, 10);
        List<Event> first = window.read(EventPosition.START, 10);
        assertThat(window.read(first.getLast().position(), 10)).isEmpty();
        append(1, 2, 10);

        assertThat(window.read(first.getLast().position(), 10))
                .extracting(Event::id)
                .containsExactly("e2");
    }

    @Test
    void lessThanWasAskedForMeansTheEndOfTheLog() {
        append(1, 1, 10);
        window.read(EventPosition.START, 10);
        append(1, 2, 10);

        assertThat(window.read(EventPosition.START, 10)).extracting(Event::id).containsExactly("e1", "e2");
    }

    @Test
    void everyFollowerSeesTheWholeLogInOrderHoweverFarBehindItIs() throws Exception {
        Random random = new Random(5);
        int events = 6_000;
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<List<String>>> followers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int most = 1 + 200 * i;
                followers.add(threads.submit(() -> {
                    begin.await();
                    List<String> seen = new ArrayList<>();
                    EventPosition at = EventPosition.START;
                    while (seen.size() < events) {
                        List<Event> some = window.read(at, most);
                        some.forEach(event -> seen.add(event.id()));
                        at = some.isEmpty() ? at : some.getLast().position();
                    }
                    return seen;
                }));
            }
            begin.countDown();
            for (int i = 1; i <= events; i++) {
                append(i < 4_000 ? 1 : 2, i, random.nextInt(6_000));
            }
            List<String> all = log.stream().map(Event::id).toList();
            for (Future<List<String>> follower : followers) {
                assertThat(follower.get(25, TimeUnit.SECONDS)).isEqualTo(all);
            }
        }
    }

    @Test
    void ofTwoEpochsOnlyTheLaterIsKept() {
        append(1, 1, 10);
        append(1, 2, 10);
        window.read(EventPosition.START, 10);
        append(2, 3, 10);
        window.read(log.get(1).position(), 10);
        log.remove(1); // a restore went back behind it

        assertThat(window.read(EventPosition.START, 10)).extracting(Event::id).containsExactly("e1", "e3");
    }
}
