// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadPriorityTest {
    @Test
    void aThreadStepsBehindTheOthersAndTheyStayWhereTheyAre() throws InterruptedException {
        int before = niceness();

        assertThat(after(ThreadPriority::low, ThreadPriorityTest::niceness)).isEqualTo(10);
        assertThat(after(ThreadPriority::idle, ThreadPriorityTest::policy)).isEqualTo(5);
        assertThat(niceness()).isEqualTo(before);
    }

    private static int after(Runnable change, IntSupplier question) throws InterruptedException {
        AtomicInteger found = new AtomicInteger(Integer.MIN_VALUE);
        Thread thread = Thread.ofPlatform().start(() -> {
            change.run();
            found.set(question.getAsInt());
        });
        thread.join();
        return found.get();
    }

    private static int niceness() {
        return field(19);
    }

    private static int policy() {
        return field(41);
    }

    /** Of what the kernel says of this thread; the third field is the first after its name in parentheses. */
    private static int field(int number) {
        try {
            String line = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[number - 3]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
