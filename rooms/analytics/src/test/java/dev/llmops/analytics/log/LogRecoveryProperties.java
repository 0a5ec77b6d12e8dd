// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LogRecoveryProperties {
    @Property(tries = 60)
    void aTruncatedTailLeavesAPrefixOfWholeRecords(@ForAll long seed, @ForAll @IntRange(max = 60) int records)
            throws IOException {
        damaged(seed, records, (bytes, random) -> {
            byte[] cut = new byte[random.nextInt(bytes.length + 1)];
            System.arraycopy(bytes, 0, cut, 0, cut.length);
            return cut;
        });
    }

    @Property(tries = 60)
    void aFlippedBitLeavesAPrefixOfWholeRecords(@ForAll long seed, @ForAll @IntRange(max = 60) int records)
            throws IOException {
        damaged(seed, records, (bytes, random) -> {
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        });
    }

    private interface Damage {
        byte[] to(byte[] bytes, Random random);
    }

    /** After any damage to the last file: a prefix of what was written, then whatever is appended next. */
    private static void damaged(long seed, int records, Damage damage) throws IOException {
        Random random = new Random(seed);
        Path folder = Files.createTempDirectory("log-recovery");
        try {
            LocalIngestLog log = Logs.open(folder);
            List<String> written = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                String text = i + ":" + "p".repeat(random.nextInt(200));
                log.lane("a").append(Logs.record(text));
                written.add(text);
            }
            log.lane("a");
            log.close();
            Path last = Segment.list(folder.resolve("a")).getLast().path();
            Files.write(last, damage.to(Files.readAllBytes(last), random));

            LocalIngestLog again = Logs.open(folder);
            again.lane("a").append(Logs.record("after"));
            List<String> read = Logs.readAll(Logs.laneOf(again, "a"));
            assertThat(read).endsWith("after");
            assertThat(read.subList(0, read.size() - 1)).isEqualTo(written.subList(0, read.size() - 1));
            again.close();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
