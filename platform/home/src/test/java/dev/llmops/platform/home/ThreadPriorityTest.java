// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadPriorityTest {
    @Test
    void aThreadStepsBehindTheOthersAndTheyStayWhereTheyAre() throws InterruptedException {
        int before = niceness();

        assertThat(nicenessAfter(ThreadPriority::low)).isEqualTo(10);
        assertThat(nicenessAfter(ThreadPriority::idle)).isEqualTo(19);
        assertThat(niceness()).isEqualTo(before);
    }

    private static int nicenessAfter(Runnable change) throws InterruptedException {
        AtomicInteger found = new AtomicInteger(Integer.MIN_VALUE);
        Thread thread = Thread.ofPlatform().start(() -> {
            change.run();
            found.set(niceness());
        });
        thread.join();
        return found.get();
    }

    /** Field 19 of what the kernel says of this thread, after its name in parentheses. */
    private static int niceness() {
        try {
            String line = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
