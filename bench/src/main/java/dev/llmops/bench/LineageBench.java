// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * OpenLineage events taken at 16 connections, half of them of one job, and the lineage of 21 nodes read back: a chain of
 * eleven datasets and ten jobs, which is the longest form it can have. Every acknowledged event must be in the database.
 */
final class LineageBench {
    private static final int CONNECTIONS = 16;
    private static final int CHAIN = 10;
    private static final double VOID_ABOVE = 0.10;
    private final Report report;
    private final int rounds;
    private final int roundSeconds;
    private final int warmUpSeconds;
    private final int queries;

    LineageBench(boolean quick, Report report) {
        this.report = report;
        this.rounds = quick ? 3 : 5;
        this.roundSeconds = quick ? 5 : 10;
        this.warmUpSeconds = quick ? 20 : 40;
        this.queries = quick ? 1_000 : 3_000;
    }

    void run() throws IOException {
        Tools.require("wrk");
        Path folder = Files.createTempDirectory("llmops-bench");
        try (Product product = Product.start(folder.resolve("home"))) {
            new Measurement(folder, product).run();
        } finally {
            Machine.delete(folder);
        }
    }

    /** One run over a started product. */
    private final class Measurement {
        private final Product product;
        private final Wrk events;
        private int voided;

        Measurement(Path folder, Product product) throws IOException {
            this.product = product;
            String key = Files.readString(product.home().resolve("admin.key")).strip();
            this.events = Wrk.of(folder, "lineage.lua", Map.of("BENCH_KEY", key));
        }

        void run() {
            say("warming up for " + warmUpSeconds + " s");
            events.run(product.port(), CONNECTIONS, warmUpSeconds);
            long before = rows();
            Rounds taken = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("events, round " + i + " of " + rounds);
                taken.add(measure());
            }
            tellEvents(taken, before);
            tellQueries();
            report.remark(PeerDatabase.durability(product.home())
                    + String.format(
                            Locale.ROOT,
                            "; %d rounds of %d s at %d connections, two inputs and one output, half of the runs of one job;"
                                    + " %d rounds void above 10 %% foreign CPU and repeated",
                            rounds,
                            roundSeconds,
                            CONNECTIONS,
                            voided));
        }

        private Rounds.Round measure() {
            for (int attempt = 0; ; attempt++) {
                CpuMeter meter = new CpuMeter().watch("llmops", product.handle());
                meter.start();
                Wrk.Result result = events.run(product.port(), CONNECTIONS, roundSeconds);
                CpuMeter.Interval interval = meter.stop(result.cpuSeconds());
                if (interval.foreign() <= VOID_ABOVE || attempt == 2) {
                    return new Rounds.Round(result, interval.seconds().getOrDefault("llmops", 0.0), interval.foreign());
                }
                voided++;
            }
        }

        private void tellEvents(Rounds taken, long before) {
            double foreign = taken.foreign();
            report.add(new Figure(
                    "lineage.events_per_second",
                    taken.median(round -> round.result().perSecond()),
                    "1/s",
                    null,
                    null,
                    foreign));
            report.add(new Figure(
                    "lineage.events_p99_ms",
                    taken.median(round -> round.result().p99Millis()),
                    "ms",
                    null,
                    null,
                    foreign));
            report.add(new Figure("lineage.errors", taken.errors(), "calls", 0.0, null, foreign));
            long lost = Math.max(0, taken.requests() - taken.errors() - (rows() - before));
            report.add(new Figure("lineage.events_lost", lost, "rows", 0.0, null, foreign));
            report.remark("events/s " + taken.spread(round -> round.result().perSecond()));
        }

        private void tellQueries() {
            ProductApi admin = product.admin();
            ArrayNode chain = ProductApi.JSON.createArrayNode();
            for (int i = 0; i < CHAIN; i++) {
                chain.add(job(i));
            }
            admin.post("/api/v1/lineage/batch", chain).ok();
            String path = "/api/memorygraph/v1/lineage?depth=20&node_id=dataset:chain:d" + CHAIN;
            JsonNode answer = admin.get(path).ok();
            if (answer.path("node_count").asInt() != 2 * CHAIN + 1) {
                throw new IllegalStateException("the chain is not as written: " + answer);
            }
            say("lineage of " + (2 * CHAIN + 1) + " nodes, " + queries + " times");
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
            while (System.nanoTime() < warm) {
                admin.get(path).ok();
            }
            CpuMeter meter = new CpuMeter().watch("llmops", product.handle()).watch("bench", ProcessHandle.current());
            meter.start();
            double[] millis = new double[queries];
            for (int i = 0; i < queries; i++) {
                long began = System.nanoTime();
                int status = admin.get(path).status();
                millis[i] = (System.nanoTime() - began) / 1e6;
                if (status != 200) {
                    throw new IllegalStateException("the lineage was answered " + status);
                }
            }
            double foreign = meter.stop(0).foreign();
            Arrays.sort(millis);
            add("lineage.query_p50_ms", millis[queries / 2], foreign);
            add("lineage.query_p95_ms", millis[queries * 95 / 100], foreign);
            add("lineage.query_p99_ms", millis[queries * 99 / 100], foreign);
            report.remark(queries
                    + " queries of a chain of 21 nodes, 20 steps deep, at one connection, with the client's own time");
        }

        private void add(String name, double value, double foreign) {
            report.add(new Figure(name, value, "ms", null, null, foreign));
        }

        private ObjectNode job(int i) {
            ObjectNode event = ProductApi.JSON
                    .createObjectNode()
                    .put("eventType", "COMPLETE")
                    .put("eventTime", "2026-01-01T00:00:00Z")
                    .put("producer", "https://example.org/bench")
                    .put("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json");
            event.putObject("run").put("runId", new UUID(21, i).toString());
            event.putObject("job").put("namespace", "chain").put("name", "j" + i);
            event.putArray("inputs").addObject().put("namespace", "chain").put("name", "d" + i);
            event.putArray("outputs").addObject().put("namespace", "chain").put("name", "d" + (i + 1));
            return event;
        }

        private long rows() {
            try (Connection admin = PeerDatabase.administrator(product.home(), "llmops");
                    Statement statement = admin.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM memorygraph.lineage_event")) {
                row.next();
                return row.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException("the rows cannot be counted: " + e.getMessage(), e);
            }
        }
    }

    private static void say(String text) {
        System.err.println("llmops bench: " + text);
    }
}
