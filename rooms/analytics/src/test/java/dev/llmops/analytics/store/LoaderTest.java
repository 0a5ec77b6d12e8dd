// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.analytics.Await;
import dev.llmops.analytics.Calls;
import dev.llmops.analytics.Room;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.gateway.CallStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:30Z");
    private static final LocalDate DAY = LocalDate.parse("2026-03-10");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path home;

    private final Calls calls = new Calls();

    @Test
    void everyCallBecomesOneRowWithItsCostAndIsInBothRollups() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            IngestLog.Lane lane = room.log.lane("gateway-0");
            for (int i = 0; i < 50; i++) {
                calls.complete(lane, Calls.call(Calls.ACME, "chat", NOON.plusSeconds(i)));
            }
            UsageRecord twice = Calls.call(Calls.ACME, "chat", NOON);
            calls.complete(lane, twice);
            room.loaded();
            calls.complete(lane, twice);
            room.loaded();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage")).isEqualTo(51);
            assertThat(room.number(DAY, "SELECT sum(cost_micro_usd) FROM DAY.usage"))
                    .isEqualTo(51 * 15);
            assertThat(room.number(DAY, "SELECT sum(calls) FROM DAY.usage_minute"))
                    .isEqualTo(51);
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage_minute"))
                    .isEqualTo(2);
            assertThat(room.number(DAY, "SELECT sum(calls) FROM DAY.usage_hour"))
                    .isEqualTo(51);
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage_hour")).isEqualTo(1);
            assertThat(room.number(DAY, "SELECT sum(cost_micro_usd) FROM DAY.usage_hour"))
                    .isEqualTo(51 * 15);
        }
    }

    @Test
    void anUnknownPriceIsUnpricedAndNotZero() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            calls.complete(
                    room.log.lane("a"),
                    Calls.call(
                            "01JAZ3K6Q0V8B7M4N2T9R5XWY1",
                            Calls.ACME,
                            "chat",
                            "unknown",
                            NOON,
                            10,
                            CallStatus.SUCCESS,
                            null,
                            Calls.tokens(1, 1),
                            false));
            room.loaded();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage WHERE cost_micro_usd IS NULL"))
                    .isOne();
            assertThat(room.number(DAY, "SELECT unpriced_calls FROM DAY.usage_hour"))
                    .isOne();
        }
    }

    @Test
    void aStreamIsStoredWhenItIsClosedAlsoAfterARestartAndALateCloseIsIgnored() throws Exception {
        UsageRecord first = Calls.call(Calls.ACME, "chat", NOON);
        UsageRecord second = Calls.call(Calls.ACME, "chat", NOON);
        try (Room room = Room.open(home, CLOCK)) {
            IngestLog.Lane lane = room.log.lane("a");
            calls.open(lane, first);
            calls.open(lane, second);
            calls.close(lane, first.callId(), CallStatus.SUCCESS, Calls.tokens(7, 3));
            room.loaded();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage")).isOne();
            assertThat(room.number(DAY, "SELECT sum(input_tokens) FROM DAY.usage"))
                    .isEqualTo(7);
        }
        try (Room room = Room.open(home, CLOCK)) {
            IngestLog.Lane lane = room.log.lane("a");
            room.loaded();
            int[] tail = new int[1];
            lane.replayTail(payload -> tail[0]++);
            assertThat(tail[0])
                    .as("the second call's open record and the first one's close")
                    .isEqualTo(2);
            calls.close(lane, second.callId(), CallStatus.ABORTED, Calls.tokens(9, 1));
            calls.close(lane, second.callId(), CallStatus.SUCCESS, Calls.tokens(100, 100));
            calls.close(lane, first.callId(), CallStatus.ABORTED, Calls.tokens(100, 100));
            room.loaded();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage")).isEqualTo(2);
            assertThat(room.number(DAY, "SELECT sum(input_tokens) FROM DAY.usage"))
                    .isEqualTo(16);
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage WHERE status = 'aborted'"))
                    .isOne();
        }
    }

    @Test
    void aCallThatNobodyClosesIsStoredAsAbortedAfterADay() throws Exception {
        UsageRecord begun = Calls.call(
                "01JAZ3K6Q0V8B7M4N2T9R5XWY1",
                Calls.ACME,
                "chat",
                "openai",
                NOON,
                0,
                CallStatus.ABORTED,
                null,
                Calls.tokens(4, 4),
                false);
        try (Room room = Room.open(home, CLOCK)) {
            calls.open(room.log.lane("a"), begun);
            room.loaded();
            assertThat(room.loader.openCalls()).isOne();
        }
        Clock later = Clock.fixed(NOON.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        for (int start = 0; start < 2; start++) {
            try (Room room = Room.open(home, later)) {
                String aborted = "SELECT count(*) FROM DAY.usage WHERE status = 'aborted'";
                Await.until(() -> room.numberOrZero(DAY, aborted) > 0);
                room.loaded();
                Await.until(() -> room.loader.openCalls() == 0);
                assertThat(room.number(DAY, aborted)).isOne();
            }
        }
    }

    @Test
    void anOldCheckpointOrNoneStoresNothingTwice() throws Exception {
        Path checkpoint = home.resolve("analytics/checkpoint");
        Path old = home.resolve("old-checkpoint");
        try (Room room = Room.open(home, CLOCK)) {
            calls.complete(room.log.lane("a"), Calls.call(Calls.ACME, "chat", NOON));
            room.loaded();
            Await.until(() -> Files.exists(checkpoint));
            Files.copy(checkpoint, old);
            for (int i = 0; i < 100; i++) {
                calls.complete(room.log.lane("a"), Calls.call(Calls.ACME, "chat", NOON.plus(Duration.ofHours(i % 30))));
            }
            room.loaded();
        }
        Files.copy(old, checkpoint, StandardCopyOption.REPLACE_EXISTING);
        assertRows(101);
        Files.delete(checkpoint);
        assertRows(101);
        Files.write(checkpoint, "a 99999999999 99999999999\ncrc 0\n".getBytes(UTF_8));
        assertRows(101);
    }

    private void assertRows(long expected) throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            room.loaded();
            long rows = 0;
            long rolledUp = 0;
            for (LocalDate day : room.loader.store().files().between(DAY, DAY.plusDays(2))) {
                rows += room.number(day, "SELECT count(*) FROM DAY.usage");
                rolledUp += room.number(day, "SELECT coalesce(sum(calls), 0) FROM DAY.usage_hour");
            }
            assertThat(rows).isEqualTo(expected);
            assertThat(rolledUp).isEqualTo(expected);
        }
    }

    @Test
    void aDamagedDayFileIsSetAsideAndLoadedAgainFromTheLog() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            for (int i = 0; i < 20; i++) {
                calls.complete(room.log.lane("a"), Calls.call(Calls.ACME, "chat", NOON.plus(Duration.ofDays(i % 2))));
            }
            room.loaded();
        }
        Path file = home.resolve("analytics/events-20260310.duckdb");
        assertThat(file).exists();
        Files.write(file, "this is no database".repeat(1000).getBytes(UTF_8));
        try (Room room = Room.open(home, CLOCK)) {
            calls.complete(room.log.lane("a"), Calls.call(Calls.ACME, "chat", NOON));
            Await.until(() -> Files.exists(home.resolve("analytics/damaged")));
            Await.until(
                    () -> room.loader.ready() && !room.loader.store().files().rebuildNeeded());
            room.loaded();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.usage")).isEqualTo(11);
            assertThat(room.number(DAY.plusDays(1), "SELECT count(*) FROM DAY.usage"))
                    .isEqualTo(10);
        }
    }

    @Test
    void filesOfManyDaysAreDetachedAgain() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            for (int i = 0; i < 8; i++) {
                calls.complete(room.log.lane("a"), Calls.call(Calls.ACME, "chat", NOON.minus(Duration.ofDays(i))));
            }
            room.loaded();
            assertThat(room.loader.store().files().between(DAY.minusDays(30), DAY))
                    .hasSize(8);
            assertThat(room.loader.store().files().attachedCount()).isLessThanOrEqualTo(Room.SMALL.attachedDays());
        }
    }
}
