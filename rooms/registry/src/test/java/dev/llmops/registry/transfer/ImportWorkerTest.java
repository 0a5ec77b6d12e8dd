// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.platform.web.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ImportWorkerTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    @TempDir
    Path home;

    private final Caller admin = POSTGRES.admin();
    private final Noting registration = new Noting();
    private Spool spool;
    private ImportWorker worker;
    private Imports imports;

    /** Notes what it is given within the transaction; refuses what begins with an exclamation mark. */
    private static final class Noting implements LineRegistration {
        final AtomicInteger dieAfterBatches = new AtomicInteger(Integer.MAX_VALUE);

        private record Text(String text) implements Line {}

        @Override
        public Line read(Caller caller, byte[] line) {
            return new Text(new String(line, UTF_8));
        }

        @Override
        public List<Result> register(Handle sql, EventLog events, Caller caller, List<Line> lines) {
            List<Result> results = new ArrayList<>();
            for (Line line : lines) {
                String text = ((Text) line).text();
                if (text.startsWith("!")) {
                    results.add(Result.refused("validation_failed", "not liked"));
                    continue;
                }
                sql.createUpdate("INSERT INTO registry.asset_term VALUES (:tenant, :id, 'word', :text)")
                        .bind("tenant", caller.tenant())
                        .bind("id", Ulids.next())
                        .bind("text", text)
                        .execute();
                results.add(new Result(Outcome.CREATED, Ulids.next(), null, null));
            }
            if (dieAfterBatches.decrementAndGet() == 0) {
                throw new StackOverflowError("the program died");
            }
            return results;
        }
    }

    @BeforeEach
    void open() {
        spool = new Spool(new Home(home));
        worker = new ImportWorker(POSTGRES.database(), spool, registration, WireFormat.newMapper(), Clock.systemUTC());
        imports = new Imports(POSTGRES.database(), spool, worker, WireFormat.newMapper(), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void everyLineHasItsResult() {
        worker.start();
        String text = "one-a\n\n!bad\n" + "x".repeat(2 << 20) + "\none-b";
        ImportDao.Row end = ended(take(text.getBytes(UTF_8)));
        assertThat(end.state()).isEqualTo("done");
        assertThat(end.lines()).isEqualTo(5);
        assertThat(results(end.id(), null))
                .extracting(Imports.LineResult::outcome, Imports.LineResult::code)
                .containsExactly(
                        tuple("created", null),
                        tuple("refused", "malformed_request"),
                        tuple("refused", "validation_failed"),
                        tuple("refused", "payload_too_large"),
                        tuple("created", null));
        assertThat(results(end.id(), LineRegistration.Outcome.REFUSED))
                .extracting(Imports.LineResult::line)
                .containsExactly(2L, 3L, 4L);
        assertThat(spool.all()).isEmpty();
    }

    @Test
    void gzipIsTakenAndADamagedOneEndsThere() throws IOException {
        worker.start();
        byte[] whole = gzip(lines("zip", 30_000));
        assertThat(ended(take(whole)).created()).isEqualTo(30_000);
        ImportDao.Row cut = ended(take(Arrays.copyOf(whole, whole.length / 2)));
        assertThat(cut.state()).isEqualTo("failed");
        assertThat(cut.detail()).contains("damaged");
        assertThat(cut.created()).isPositive();
        assertThat(cut.lines()).isEqualTo(cut.created() + 1);
        assertThat(results(cut.id(), LineRegistration.Outcome.REFUSED))
                .extracting(Imports.LineResult::line)
                .containsExactly(cut.lines());
    }

    @Test
    void whatDiedGoesOnWithNothingTwiceAndNothingMissing() {
        registration.dieAfterBatches.set(3);
        worker.start();
        String id = take(lines("dead", 2_300).getBytes(UTF_8));
        Eventually.holds(
                "two batches, then death",
                () -> imports.get(admin, id).lines() == 1_000 && registration.dieAfterBatches.get() <= 0);
        worker.stop();
        worker = new ImportWorker(POSTGRES.database(), spool, registration, WireFormat.newMapper(), Clock.systemUTC());
        worker.start();
        ImportDao.Row end = ended(id);
        assertThat(end.created()).isEqualTo(2_300);
        assertThat(registered("dead")).hasSize(2_300).doesNotHaveDuplicates();
        assertThat(results(id, null))
                .extracting(Imports.LineResult::line)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 2_300).mapToObj(Long::valueOf).toList());
    }

    @Test
    void aCancelledOneStops() {
        String id = take(lines("cancelled", 700).getBytes(UTF_8));
        assertThat(imports.cancel(admin, id).state()).isEqualTo("cancelled");
        worker.start();
        Eventually.holds("the file is gone", () -> spool.all().isEmpty());
        assertThat(imports.get(admin, id).lines()).isZero();
        assertThat(registered("cancelled")).isEmpty();
    }

    private String take(byte[] body) {
        return imports.take(admin, new ByteArrayInputStream(body)).id();
    }

    private ImportDao.Row ended(String id) {
        Eventually.holds("the import has ended", () -> !imports.get(admin, id).isRunning());
        return imports.get(admin, id);
    }

    private List<Imports.LineResult> results(String id, LineRegistration.@Nullable Outcome outcome) {
        List<Imports.LineResult> all = new ArrayList<>();
        String cursor = null;
        do {
            var page = imports.results(admin, id, outcome, PageRequest.of(200, cursor));
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private List<String> registered(String prefix) {
        return POSTGRES.database().read(admin.tenant(), sql -> sql.createQuery(
                        "SELECT value FROM registry.asset_term WHERE value >= :prefix AND value < :end")
                .bind("prefix", prefix + "-")
                .bind("end", prefix + ".")
                .mapTo(String.class)
                .list());
    }

    private static String lines(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).collect(Collectors.joining("\n"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
