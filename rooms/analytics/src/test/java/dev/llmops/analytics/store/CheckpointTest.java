// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Map<String, Checkpoint.Place> PLACES =
            Map.of("gateway-0", new Checkpoint.Place(4711, 4000), "rest", new Checkpoint.Place(12, 12));

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenReadsBackAfterARestart() throws IOException {
        new Checkpoint(folder.resolve("checkpoint")).write(PLACES);

        assertThat(new Checkpoint(folder.resolve("checkpoint")).read()).isEqualTo(PLACES);
    }

    @Test
    void anAlteredOneIsNotBelieved() throws IOException {
        Path file = folder.resolve("checkpoint");
        new Checkpoint(file).write(PLACES);
        Files.writeString(file, Files.readString(file).replace("4711", "4712"));

        assertThat(new Checkpoint(file).read()).isEmpty();
    }
}
