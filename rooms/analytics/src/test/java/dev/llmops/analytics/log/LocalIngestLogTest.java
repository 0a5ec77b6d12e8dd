// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.analytics.Await;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalIngestLogTest {
    @TempDir
    Path folder;

    @Test
    void whatWasAppendedIsReadBackInOrderAcrossSegmentsAndRestarts() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            LocalIngestLog log = Logs.open(folder);
            IngestLog.Lane lane = log.lane("gateway-0");
            for (int i = 0; i < 200; i++) {
                String text = "start " + start + " record " + i + " " + "x".repeat(i % 90);
                lane.append(Logs.record(text));
                expected.add(text);
            }
            assertThat(Logs.readAll(Logs.laneOf(log, "gateway-0"))).isEqualTo(expected);
            log.close();
        }
        assertThat(Segment.list(folder.resolve("gateway-0"))).hasSizeGreaterThan(5);
    }

    @Test
    void whatWasStagedIsOnTheLogOnceItIsWrittenAndNotBefore() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        IngestLog.Lane lane = log.lane("gateway-0");
        lane.stage(Logs.record("one"));
        lane.append(Logs.record("zero"));
        lane.stage(Logs.record("two"));
        assertThat(Logs.readAll(Logs.laneOf(log, "gateway-0"))).containsExactly("zero");
        lane.writeStaged();
        lane.writeStaged();
        assertThat(Logs.readAll(Logs.laneOf(log, "gateway-0"))).containsExactly("zero", "one", "two");
        byte[] filling = new byte[8 * 1024 - 8];
        for (int i = 0; i < IngestLog.MAX_STAGED_BYTES / (8 * 1024); i++) {
            lane.stage(ByteBuffer.wrap(filling));
        }
        lane.writeStaged();
        assertThat(Logs.readAll(Logs.laneOf(log, "gateway-0"))).hasSize(11);
        log.close();
    }

    @Test
    void aTornTailIsCutOffKeptAsideAndItsOffsetsAreNotUsedAgain() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        log.lane("a").append(Logs.record("whole"));
        log.close();
        Segment torn = Segment.list(folder.resolve("a")).getLast();
        Path file = torn.path();
        long whole = Files.size(file);
        Files.write(file, "torn".getBytes(UTF_8), APPEND);

        LocalIngestLog again = Logs.open(folder);
        again.lane("a").append(Logs.record("next"));
        LogLane lane = Logs.laneOf(again, "a");
        assertThat(Logs.readAll(lane)).containsExactly("whole", "next");
        assertThat(Files.size(file)).isEqualTo(whole);
        assertThat(lane.segments().getLast().firstOffset()).isEqualTo(torn.firstOffset() + whole + 4);
        assertThat(folder.resolve("quarantine/a-" + (torn.firstOffset() + whole) + ".bad"))
                .hasContent("torn");
        again.close();
    }

    @Test
    void aBrokenPlaceInAnOlderSegmentIsSetAsideAndReadingGoesOnWithTheNextFile() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        IngestLog.Lane lane = log.lane("a");
        IntStream.range(0, 300).forEach(i -> lane.append(Logs.record("record " + i + " " + "y".repeat(40))));
        log.close();
        List<Segment> segments = Segment.list(folder.resolve("a"));
        byte[] bytes = Files.readAllBytes(segments.get(1).path());
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(segments.get(1).path(), bytes);

        LocalIngestLog again = Logs.open(folder);
        List<String> read = Logs.readAll(Logs.laneOf(again, "a"));
        assertThat(read).contains("record 0 " + "y".repeat(40), "record 299 " + "y".repeat(40));
        assertThat(read.size()).isBetween(240, 299);
        assertThat(again.quarantine().bytes()).isBetween(1000L, 4096L);
        again.close();
    }

    @Test
    void replayTailGivesWhatIsStillNeededAndNothingAppendedLater() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        IngestLog.Lane lane = log.lane("a");
        lane.append(Logs.record("one"));
        long afterOne = Logs.laneOf(log, "a").written();
        lane.append(Logs.record("two"));
        lane.append(Logs.record("three"));
        log.close();

        LocalIngestLog again = Logs.open(folder);
        Logs.laneOf(again, "a").loaded(afterOne, afterOne);
        List<String> tail = new ArrayList<>();
        again.lane("a").replayTail(payload -> tail.add(Logs.text(payload)));
        assertThat(tail).containsExactly("two", "three");
        again.close();
    }

    @Test
    void theByteBoundOfUnreadRecordsStopsTheIntakeUntilTheLoaderCatchesUp() throws Exception {
        LocalIngestLog log =
                Logs.open(folder, new LogSettings(4096, 1000, 0, Duration.ofMillis(2), Duration.ofHours(1), 1L << 20));
        IngestLog.Lane lane = log.lane("a");
        assertThat(lane.accepting()).isTrue();
        while (lane.accepting()) {
            lane.append(Logs.record("z".repeat(100)));
            Thread.onSpinWait();
        }
        Await.until(() -> !log.accepting());
        assertThatThrownBy(() -> join(log.append(List.of(Logs.record("more")))))
                .isInstanceOfSatisfying(Problem.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(refused.retryAfter()).isPresent();
                });
        LogLane behind = Logs.laneOf(log, "a");
        behind.loaded(behind.written(), behind.written());
        Await.until(lane::accepting);
        join(log.append(List.of(Logs.record("more"))));
        assertThat(Logs.readAll(Logs.laneOf(log, LocalIngestLog.SHARED_LANE))).containsExactly("more");
        log.close();
    }

    @Test
    void aFullDiskIsRefusedBeforeAnythingIsWritten() throws IOException {
        LocalIngestLog log = Logs.open(
                folder, new LogSettings(4096, 1000, Long.MAX_VALUE, Duration.ofMillis(2), Duration.ofHours(1), 0));
        assertThat(log.lane("a").accepting()).isFalse();
        assertThatThrownBy(() -> join(log.append(List.of(Logs.record("more")))))
                .isInstanceOfSatisfying(
                        Problem.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_FULL));
        log.close();
    }

    @Test
    void manyAppendersShareAndAreAllDurable() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        List<CompletableFuture<Void>> all = IntStream.range(0, 500)
                .mapToObj(i -> log.append(List.of(Logs.record("a" + i), Logs.record("b" + i)))
                        .toCompletableFuture())
                .toList();
        all.forEach(CompletableFuture::join);
        LogLane shared = Logs.laneOf(log, LocalIngestLog.SHARED_LANE);
        assertThat(shared.synced()).isEqualTo(shared.written());
        assertThat(Logs.readAll(shared)).hasSize(1000).startsWith("a0", "b0", "a1");
        log.close();
    }

    @Test
    void aRecordThatIsEmptyOrTooLargeIsRefused() throws IOException {
        LocalIngestLog log = Logs.open(folder);
        assertThatThrownBy(() -> log.lane("a").append(ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(List.of(ByteBuffer.allocate(IngestLog.MAX_RECORD_BYTES + 1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.lane("../x")).isInstanceOf(IllegalArgumentException.class);
        log.lane("a").append(ByteBuffer.allocate(IngestLog.MAX_RECORD_BYTES));
        log.close();
    }

    private static void join(java.util.concurrent.CompletionStage<Void> stage) throws Exception {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw e;
        }
    }
}
