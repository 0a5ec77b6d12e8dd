// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DueWorkTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final DueWork work = new DueWork("tests", 2);

    @Test
    void noMoreThanTheStatedNumberIsWorkedOnAtOnce() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch twoBegun = new CountDownLatch(2);
        CountDownLatch allDone = new CountDownLatch(5);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(5);
        work.start(() -> {
            while (left.getAndDecrement() > 0) {
                work.submit(
                        "piece",
                        () -> Optional.of(() -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            twoBegun.countDown();
                            await(go);
                            running.decrementAndGet();
                            allDone.countDown();
                        }));
                if (left.get() == 3) {
                    await(twoBegun);
                    go.countDown();
                }
            }
        });

        assertThat(allDone.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValueBetween(1, 2);
        work.stop(LONG);
    }

    @Test
    void aFailedSearchIsFollowedByTheNext() throws InterruptedException {
        CountDownLatch third = new CountDownLatch(3);
        work.start(() -> {
            third.countDown();
            work.wake();
            throw new IllegalStateException("the database is away");
        });

        assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        work.stop(LONG);
    }

    @Test
    void stoppingWaitsForWhatRunsAndBeginsNothingMore() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        work.submit(
                "piece",
                () -> Optional.of(() -> {
                    begun.countDown();
                    await(go);
                    ended.incrementAndGet();
                }));
        await(begun);
        Thread stopping = Thread.ofVirtual().start(() -> work.stop(LONG));
        while (!work.stopped()) {
            Thread.onSpinWait();
        }
        go.countDown();
        stopping.join();

        assertThat(ended).hasValue(1);
        assertThat(work.stopped()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
