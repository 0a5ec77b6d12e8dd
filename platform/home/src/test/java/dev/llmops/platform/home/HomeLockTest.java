// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path temp;

    /** The other process: holds the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String... args) throws IOException {
            try (HomeLock lock = HomeLock.hold(new Home(Path.of(args[0])))) {
                System.out.println("held " + (lock != null));
                int end = System.in.read();
                System.out.println("ended with " + end);
            }
        }
    }

    @Test
    void aSecondProcessIsRefusedByNameUntilTheFirstIsKilled() throws Exception {
        Home home = new Home(temp);
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        temp.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
            assertThat(said.readLine()).isEqualTo("held true");

            assertThatThrownBy(() -> HomeLock.hold(home))
                    .isInstanceOfSatisfying(StartFailure.class, failure -> assertThat(failure.exitCode())
                            .isEqualTo(2))
                    .hasMessageContaining(temp.toString())
                    .hasMessageContaining("process " + other.pid());

            other.destroyForcibly().waitFor();
            HomeLock.hold(home).close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void theSameProcessHoldsItOnce() {
        Home home = new Home(temp);
        try (HomeLock first = HomeLock.hold(home);
                HomeLock again = HomeLock.hold(home)) {
            assertThat(again).isSameAs(first);
        }
    }
}
