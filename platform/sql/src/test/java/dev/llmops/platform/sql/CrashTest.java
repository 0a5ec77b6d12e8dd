// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventSubscriber;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LLMOps and its PostgreSQL are killed while they append and deliver; nothing that was acknowledged may be missing. */
class CrashTest {
    private static final int ENOUGH = 300;

    @TempDir
    Path temp;

    private record Teller(Consumer<String> tell) implements EventSubscriber {
        @Override
        public String name() {
            return "test.crash";
        }

        @Override
        public void handle(List<Event> events) {
            events.forEach(event -> tell.accept(event.subject()));
        }
    }

    /** Appends from several threads, one of them with transactions that stay open, and delivers, saying each. */
    static final class Victim {
        private Victim() {}

        public static void main(String... args) throws Exception {
            EmbeddedPostgres server = Servers.start(Path.of(args[0]));
            PostgresAccess access = Servers.access(server.logins());
            AutoCloseable following = access.follow(new Teller(subject -> System.out.println("H " + subject)));
            System.out.println("P " + server.pid());
            for (int writer = 0; writer < 3; writer++) {
                String name = args[1] + "/" + writer + "/";
                Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        Servers.append(access, name + i);
                        System.out.println("C " + name + i);
                    }
                });
            }
            Thread.ofPlatform().start(() -> longTransactions(access, args[1]));
            new CountDownLatch(1).await();
            following.close();
        }

        private static void longTransactions(PostgresAccess access, String round) {
            for (int i = 0; i < 100_000; i++) {
                String name = round + "/long/" + i;
                access.database().change(Servers.CALLER, (sql, events) -> {
                    events.append(new Servers.Happened(name));
                    for (int other = 0; other < 40; other++) {
                        sql.execute("SELECT 1");
                    }
                    return 0;
                });
                System.out.println("C " + name);
            }
        }
    }

    /** What a victim said before it was killed. */
    private record Said(Set<String> committed, Set<String> handled, long server) {}

    private Said runAndKill(String round, boolean serverToo) throws IOException, InterruptedException {
        Process victim = Servers.java(Victim.class, temp.toString(), round);
        Said said = new Said(new HashSet<>(), new HashSet<>(), 0);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(victim.getInputStream(), UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                String what = line.substring(2);
                switch (line.charAt(0)) {
                    case 'C' -> said.committed().add(what);
                    case 'H' -> said.handled().add(what);
                    case 'P' -> said = new Said(said.committed(), said.handled(), Long.parseLong(what));
                    default -> throw new AssertionError(line);
                }
                if (said.committed().size() == ENOUGH && victim.isAlive()) {
                    victim.toHandle().destroyForcibly();
                    if (serverToo) {
                        ProcessHandle.of(said.server()).orElseThrow().destroyForcibly();
                    }
                }
                line = completeLine(lines);
            }
        }
        victim.waitFor();
        return said;
    }

    /** The last line of a killed process may be cut: a line counts when it has its kind and a name. */
    private static @Nullable String completeLine(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        return line != null && line.length() > 2 ? line : null;
    }

    @Test
    void whatWasCommittedIsDeliveredAfterBothAreKilled() throws Exception {
        Set<String> committed = new HashSet<>();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 3; round++) {
            Said said = runAndKill("round " + round, round != 1);
            assertThat(said.committed()).hasSizeGreaterThanOrEqualTo(ENOUGH);
            committed.addAll(said.committed());
            handled.addAll(said.handled());
        }
        try (EmbeddedPostgres server = Servers.start(temp);
                PostgresAccess access = Servers.access(server.logins())) {
            AutoCloseable following = access.follow(new Teller(handled::add));
            Servers.await("everything is delivered", () -> handled.containsAll(committed));
            following.close();
        }
        assertThat(handled).containsAll(committed);
    }
}
