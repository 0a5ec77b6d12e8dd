// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Small logs for tests. */
public final class Logs {
    public static final LogSettings SMALL =
            new LogSettings(4096, 1L << 30, 0, Duration.ofMillis(5), Duration.ofHours(24), 1L << 30);

    private Logs() {}

    static LocalIngestLog open(Path folder) throws IOException {
        return open(folder, SMALL);
    }

    static LocalIngestLog open(Path folder, LogSettings settings) throws IOException {
        LocalIngestLog log = new LocalIngestLog(folder, settings, Clock.systemUTC());
        log.open();
        return log;
    }

    static ByteBuffer record(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static String text(ByteBuffer payload) {
        return UTF_8.decode(payload.duplicate()).toString();
    }

    /** Everything readable in a lane, from its first record on. */
    static List<String> readAll(LogLane lane) throws IOException {
        List<String> texts = new ArrayList<>();
        try (LaneReader reader = new LaneReader(lane, 0)) {
            while (reader.read(lane.written(), Long.MAX_VALUE, (payload, end) -> texts.add(text(payload))) > 0) {
                // until the end
            }
        }
        return texts;
    }

    static LogLane laneOf(LocalIngestLog log, String name) {
        return log.lanes().stream()
                .filter(lane -> lane.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
