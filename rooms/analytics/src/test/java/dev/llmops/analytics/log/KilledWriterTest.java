// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.analytics.Await;
import dev.llmops.analytics.Calls;
import dev.llmops.analytics.Room;
import dev.llmops.analytics.store.DayFiles;
import dev.llmops.analytics.store.DaySchema;
import dev.llmops.analytics.store.EventStore;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.gateway.CallStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that meters calls while its loader runs is killed, twice: what it said it had written is stored once. */
class KilledWriterTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-03-10");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path home;

    /** The child: appends calls, every third as open and close, and prints an id once its append returned. */
    public static void main(String[] arguments) throws Exception {
        Room room = Room.open(Path.of(arguments[0]), CLOCK);
        IngestLog.Lane lane = room.log.lane("a");
        Calls calls = new Calls();
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        for (int i = 0; ; i++) {
            UsageRecord call = Calls.call(Calls.ACME, "chat", NOON);
            if (i % 3 == 0) {
                calls.open(lane, call);
                calls.close(lane, call.callId(), CallStatus.SUCCESS, Calls.tokens(10, 5));
            } else {
                calls.complete(lane, call);
            }
            out.println(call.callId());
        }
    }

    @Test
    void whatAppendReturnedFromIsStoredExactlyOnce() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int run = 0; run < 2; run++) {
            acknowledged.addAll(runAndKill(run == 0 ? 2000 : 5000));
        }
        for (int start = 0; start < 2; start++) {
            try (Room room = Room.open(home, CLOCK)) {
                room.loaded();
                long rows = room.number(DAY, "SELECT count(*) FROM DAY.usage");
                assertThat(room.number(DAY, "SELECT count(DISTINCT call_id) FROM DAY.usage"))
                        .isEqualTo(rows);
                assertThat(rows).isBetween((long) acknowledged.size(), acknowledged.size() + 4L);
                assertThat(room.number(DAY, "SELECT sum(calls) FROM DAY.usage_hour"))
                        .isEqualTo(rows);
                assertThat(storedOf(room, acknowledged)).isEqualTo(acknowledged.size());
            }
        }
    }

    private static int storedOf(Room room, Set<String> ids) throws Exception {
        Set<String> left = new HashSet<>(ids);
        EventStore store = room.loader.store();
        try (DayFiles.Use _ = store.files().use(List.of(DAY));
                var connection = store.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT call_id FROM " + DaySchema.catalogue(DAY) + ".usage")) {
            while (rows.next()) {
                left.remove(rows.getString(1));
            }
        }
        return ids.size() - left.size();
    }

    private Set<String> runAndKill(int after) throws IOException, InterruptedException {
        Path output = home.resolve("acknowledged-" + after);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledWriterTest.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
        try {
            Await.until(() -> output.toFile().length() > after * 27L || !child.isAlive());
            assertThat(child.isAlive())
                    .as("the child goes on until it is killed")
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        Set<String> printed = new HashSet<>();
        for (String line : Files.readAllLines(output, UTF_8)) {
            if (line.length() == 26) {
                printed.add(line);
            }
        }
        assertThat(printed).hasSizeGreaterThanOrEqualTo(after);
        return printed;
    }
}
