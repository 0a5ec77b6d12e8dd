// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.analytics.Calls;
import dev.llmops.analytics.Room;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.Ulids;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that few calls have, from the log to the answer, also beside files that were made before there were any. */
class UsagePartsTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:30Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final TokenUsage WITH_PARTS = TokenUsage.counted(1000, 100)
            .withCachedInput(50)
            .withCacheWrite(40, 30)
            .withAudio(20, 10, 7)
            .withImageInput(5);
    private static final String MEASURES = "\"measures\":[\"input_tokens\",\"cache_write_tokens\","
            + "\"long_cache_write_tokens\",\"audio_input_tokens\",\"cached_audio_input_tokens\",\"audio_output_tokens\","
            + "\"image_input_tokens\"]}";
    /** Whole minutes are added up from rollups, others from rows. */
    private static final String FROM_ROLLUPS =
            "{\"time_range\":{\"from\":\"2026-03-10T00:00:00Z\",\"to\":\"2026-03-11T00:00:00Z\"},";

    private static final String FROM_ROWS =
            "{\"time_range\":{\"from\":\"2026-03-10T00:00:00.001Z\",\"to\":\"2026-03-11T00:00:00Z\"},";

    @TempDir
    Path home;

    private final Calls calls = new Calls();

    @Test
    void partsAreAddedUpFromRowsAndFromRollups() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            calls.complete(room.log.lane("a"), call(WITH_PARTS));
            calls.complete(room.log.lane("a"), call(WITH_PARTS));
            calls.complete(room.log.lane("a"), call(TokenUsage.estimate(500, 10)));
            room.loaded();
            List<@Nullable Object> sums = List.of(2500L, 80L, 60L, 40L, 20L, 14L, 10L);

            assertThat(ask(room, FROM_ROLLUPS + MEASURES)).containsExactly(sums);
            assertThat(ask(room, FROM_ROWS + MEASURES)).containsExactly(sums);
            assertThat(ask(room, FROM_ROLLUPS + "\"measures\":[\"calls\",\"estimated_calls\"]}"))
                    .containsExactly(List.of(3L, 1L));
        }
    }

    @Test
    void aFileOfBeforeTakesPartsAndItsOwnCallsHaveNone() throws Exception {
        try (Room room = Room.open(home, CLOCK)) {
            calls.complete(room.log.lane("a"), call(TokenUsage.counted(500, 10)));
            room.loaded();
        }
        makeOld(home.resolve("analytics/events-20260310.duckdb"));
        try (Room room = Room.open(home, CLOCK)) {
            List<@Nullable Object> before = List.of(500L, 0L, 0L, 0L, 0L, 0L, 0L);
            assertThat(ask(room, FROM_ROLLUPS + MEASURES)).containsExactly(before);
            assertThat(ask(room, FROM_ROWS + MEASURES)).containsExactly(before);

            calls.complete(room.log.lane("a"), call(WITH_PARTS));
            room.loaded();
            List<@Nullable Object> after = List.of(1500L, 40L, 30L, 20L, 10L, 7L, 5L);
            assertThat(ask(room, FROM_ROLLUPS + MEASURES)).containsExactly(after);
            assertThat(ask(room, FROM_ROWS + MEASURES)).containsExactly(after);
        }
    }

    private static void makeOld(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            for (String table : List.of("usage", "usage_minute", "usage_hour")) {
                for (String part : List.of(
                        "cache_write_tokens",
                        "long_cache_write_tokens",
                        "audio_input_tokens",
                        "cached_audio_input_tokens",
                        "audio_output_tokens",
                        "image_input_tokens")) {
                    statement.execute("ALTER TABLE " + table + " DROP COLUMN " + part);
                }
            }
        }
    }

    private static UsageRecord call(TokenUsage usage) {
        return Calls.call(Ulids.next(), Calls.ACME, "chat", "openai", NOON, 10, CallStatus.SUCCESS, null, usage, false);
    }

    private static List<List<@Nullable Object>> ask(Room room, String question) throws Exception {
        try (QueryEngine engine = new QueryEngine(room.loader, Duration.ofSeconds(20))) {
            Question asked = new QuestionReader(CLOCK).read(new ObjectMapper().readTree(question));
            return engine.ask(asked, Calls.ACME).rows();
        }
    }
}
