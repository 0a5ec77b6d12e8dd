// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.bench.Arena.Contender;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The gateway with authentication, limits and metering on, against nginx as a plain reverse proxy in front of the same
 * endpoint and against Portkey, under the same load, in the same run.
 */
final class GatewayBench {
    private static final int CONNECTIONS = 32;
    private static final String SLUG = "bench-chat";
    private static final String STREAM_SLUG = "bench-stream";
    private static final String ANTHROPIC_SLUG = "bench-anthropic";
    private static final int FRAMES = 103;
    private static final int[] LADDER = {4, 8, 16, 32, 64, 128, 256};
    private static final int OPEN_STREAMS = 10_000;
    private final boolean quick;
    private final Report report;
    private final int rounds;
    private final int roundSeconds;
    private final int warmUpSeconds;

    GatewayBench(boolean quick, Report report) {
        this.quick = quick;
        this.report = report;
        this.rounds = quick ? 2 : 5;
        this.roundSeconds = quick ? 5 : 10;
        this.warmUpSeconds = quick ? 25 : 40;
    }

    void run() throws IOException {
        Tools.require("nginx", "wrk");
        Path folder = Files.createTempDirectory("llmops-bench");
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Nginx upstream = Nginx.start(folder, "upstream.conf", Product.freePort(), Map.of());
                Nginx proxy = Nginx.start(
                        folder, "proxy.conf", Product.freePort(), Map.of("UPSTREAM", "" + upstream.port()));
                Product product = Product.start(folder.resolve("home"))) {
            Measurement measurement = new Measurement(folder, upstream, proxy, product);
            measurement.run();
            measurement.streamed();
            measurement.translated();
            measurement.againstPortkey();
            if (!quick) {
                measurement.ladder();
                say("opening " + OPEN_STREAMS + " streams");
                new GatewayStreams(product, report, OPEN_STREAMS).run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Machine.delete(folder);
        }
    }

    /** One run over started contenders. */
    private final class Measurement {
        private final Path folder;
        private final Arena arena = new Arena();
        private final Contender endpoint;
        private final Contender nginx;
        private final Contender gateway;
        private final Product product;
        private final Road road;
        private final Wrk wrk;

        Measurement(Path folder, Nginx upstream, Nginx proxy, Product product) {
            this.folder = folder;
            this.endpoint = arena.enter("endpoint", upstream.handle(), upstream.port());
            this.nginx = arena.enter("nginx", proxy.handle(), proxy.port());
            this.gateway = arena.enter("llmops", product.handle(), product.port());
            this.product = product;
            this.road = new Road(product.admin());
            Road.Paved paved = road.pave(SLUG, at("/v1"), "bench-model", GatewayPlan.plenty());
            this.wrk = chat(Map.of("BENCH_KEY", paved.key(), "BENCH_MODEL", SLUG));
        }

        private String at(String path) {
            return "http://127.0.0.1:" + endpoint.port() + path;
        }

        private Wrk chat(Map<String, String> environment) {
            return Wrk.of(folder, "chat.lua", environment);
        }

        void run() {
            say("warming up for " + warmUpSeconds + " s");
            Wrk.Result warm = wrk.run(gateway.port(), CONNECTIONS, warmUpSeconds);
            wrk.run(nginx.port(), CONNECTIONS, 2);
            Rounds ours = new Rounds();
            Rounds theirs = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("throughput, round " + i + " of " + rounds);
                theirs.add(arena.measure(nginx, wrk, CONNECTIONS, roundSeconds));
                ours.add(arena.measure(gateway, wrk, CONNECTIONS, roundSeconds));
            }
            Rounds direct = new Rounds();
            Rounds alone = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("latency at one connection, round " + i + " of " + rounds);
                direct.add(arena.measure(endpoint, wrk, 1, roundSeconds));
                alone.add(arena.measure(gateway, wrk, 1, roundSeconds));
            }
            tell(ours, theirs, direct, alone);
            tellMetered(warm.requests() + arena.voidedCalls(gateway) + ours.requests() + alone.requests());
        }

        /** The same stream through both, in events that reach the client. */
        void streamed() {
            Road.Paved paved = road.pave(STREAM_SLUG, at("/v1"), "bench-model", GatewayPlan.plenty());
            // Published over the place that answers in one piece, as the check before publication asks it.
            road.moveUpstream(STREAM_SLUG + "-upstream", at("/stream/v1"));
            Wrk through = chat(Map.of("BENCH_KEY", paved.key(), "BENCH_MODEL", STREAM_SLUG, "BENCH_STREAM", "1"));
            Wrk plain = chat(Map.of(
                    "BENCH_KEY", "none", "BENCH_MODEL", "bench-model", "BENCH_STREAM", "1", "BENCH_PREFIX", "/stream"));
            say("streams");
            through.run(gateway.port(), CONNECTIONS, quick ? 6 : 20);
            Rounds ours = new Rounds();
            Rounds theirs = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                theirs.add(arena.measure(nginx, plain, CONNECTIONS, roundSeconds));
                ours.add(arena.measure(gateway, through, CONNECTIONS, roundSeconds));
            }
            add(
                    "gateway.stream_frames_per_second",
                    FRAMES * ours.median(round -> round.result().perSecond()),
                    "1/s",
                    FRAMES * theirs.median(round -> round.result().perSecond()),
                    Math.max(ours.foreign(), theirs.foreign()));
            report.add(new Figure("gateway.stream_errors", ours.errors(), "streams", 0.0, null, ours.foreign()));
        }

        /** OpenAI's dialect in front, Anthropic's behind. */
        void translated() {
            Road.Paved paved = road.paveOver(
                    ANTHROPIC_SLUG,
                    ProductApi.JSON
                            .createObjectNode()
                            .put("kind", "anthropic")
                            .put("base_url", at("/anthropic"))
                            .put("credential", "upstream-secret"),
                    "bench-model",
                    GatewayPlan.plenty());
            Wrk through = chat(Map.of("BENCH_KEY", paved.key(), "BENCH_MODEL", ANTHROPIC_SLUG));
            say("translation");
            through.run(gateway.port(), CONNECTIONS, quick ? 8 : 20);
            Rounds ours = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                ours.add(arena.measure(gateway, through, CONNECTIONS, roundSeconds));
            }
            report.add(new Figure(
                    "gateway.translated_cpu_micros_per_request",
                    ours.median(Rounds.Round::cpuMicrosPerRequest),
                    "µs",
                    null,
                    null,
                    ours.foreign()));
            report.add(new Figure("gateway.translated_errors", ours.errors(), "calls", 0.0, null, ours.foreign()));
        }

        void againstPortkey() throws IOException {
            Optional<Portkey> started = Portkey.start(folder.resolve("portkey.log"));
            if (started.isEmpty()) {
                report.remark("NO PEER: Portkey " + Portkey.VERSION + " could not be had; no ratio is against it");
                return;
            }
            try (Portkey portkey = started.get()) {
                Contender peer = arena.enter("portkey", portkey.handle(), portkey.port());
                Wrk through = chat(
                        Map.of("BENCH_KEY", "none", "BENCH_MODEL", "bench-model", "BENCH_PORTKEY_HOST", at("/v1")));
                say("Portkey");
                through.run(peer.port(), CONNECTIONS, quick ? 5 : 15);
                wrk.run(gateway.port(), CONNECTIONS, 3);
                Rounds ours = new Rounds();
                Rounds theirs = new Rounds();
                for (int i = 1; i <= rounds; i++) {
                    theirs.add(arena.measure(peer, through, CONNECTIONS, roundSeconds));
                    ours.add(arena.measure(gateway, wrk, CONNECTIONS, roundSeconds));
                }
                double us = ours.median(round -> round.result().perSecond());
                double them = theirs.median(round -> round.result().perSecond());
                double foreign = Math.max(ours.foreign(), theirs.foreign());
                report.add(new Figure("gateway.ratio_portkey", us / them, "ratio", 1.0, us / them, foreign));
                report.remark(String.format(
                        Locale.ROOT,
                        "Portkey %s: %,.0f requests/s, %.0f µs of CPU each, %d errors",
                        Portkey.VERSION,
                        them,
                        theirs.median(Rounds.Round::cpuMicrosPerRequest),
                        theirs.errors()));
            }
        }

        /** The most that is served while 99 of 100 calls take no longer than a bound. */
        void ladder() {
            double atFive = 0;
            double atTen = 0;
            double foreign = 0;
            for (int connections : LADDER) {
                say("load with " + connections + " connections");
                Rounds.Round round = arena.measure(gateway, wrk, connections, roundSeconds);
                foreign = Math.max(foreign, round.foreign());
                double p99 = round.result().p99Millis();
                atFive = p99 <= 5 ? Math.max(atFive, round.result().perSecond()) : atFive;
                atTen = p99 <= 10 ? Math.max(atTen, round.result().perSecond()) : atTen;
            }
            report.add(new Figure("gateway.requests_per_second_p99_5ms", atFive, "1/s", null, null, foreign));
            report.add(new Figure("gateway.requests_per_second_p99_10ms", atTen, "1/s", null, null, foreign));
        }

        private void tell(Rounds gateway, Rounds nginx, Rounds direct, Rounds alone) {
            double foreign = Math.max(gateway.foreign(), nginx.foreign());
            double ours = gateway.median(round -> round.result().perSecond());
            double theirs = nginx.median(round -> round.result().perSecond());
            add("gateway.requests_per_second", ours, "1/s", theirs, foreign);
            report.add(new Figure("gateway.ratio_nginx", ours / theirs, "ratio", 1.0, ours / theirs, foreign));
            add(
                    "gateway.cpu_micros_per_request",
                    gateway.median(Rounds.Round::cpuMicrosPerRequest),
                    "µs",
                    nginx.median(Rounds.Round::cpuMicrosPerRequest),
                    foreign);
            add(
                    "gateway.p99_ms",
                    gateway.median(round -> round.result().p99Millis()),
                    "ms",
                    nginx.median(round -> round.result().p99Millis()),
                    foreign);
            double quiet = Math.max(direct.foreign(), alone.foreign());
            double p50 = alone.median(round -> round.result().p50Millis());
            double p50Direct = direct.median(round -> round.result().p50Millis());
            double p99 = alone.median(round -> round.result().p99Millis());
            double p99Direct = direct.median(round -> round.result().p99Millis());
            report.add(new Figure("gateway.added_p50_ms", p50 - p50Direct, "ms", p50Direct, null, quiet));
            report.add(new Figure("gateway.added_p99_ms", p99 - p99Direct, "ms", p99Direct, null, quiet));
            report.add(new Figure("gateway.errors", gateway.errors() + alone.errors(), "calls", 0.0, null, foreign));
            long pss = Machine.pssBytes(product.pid())
                    + product.handle()
                            .descendants()
                            .mapToLong(child -> Machine.pssBytes(child.pid()))
                            .sum();
            report.add(new Figure("gateway.pss_mb", pss / 1048576.0, "MiB", null, null, foreign));
            report.remark(String.format(
                    Locale.ROOT,
                    "%d interleaved rounds of %d s, %d connections; requests/s %s (nginx %s); %d rounds void above 10 %% foreign CPU and repeated",
                    rounds,
                    roundSeconds,
                    CONNECTIONS,
                    gateway.spread(round -> round.result().perSecond()),
                    nginx.spread(round -> round.result().perSecond()),
                    arena.voided()));
            report.remark(
                    "authentication, limits and metering on; usage is written before the answer, fsync every 50 ms");
        }

        private void add(String name, double value, String unit, double reference, double foreign) {
            report.add(new Figure(name, value, unit, reference, value / reference, foreign));
        }

        /** Every answered call is in the usage, or the figures above are worth nothing. */
        private void tellMetered(long answered) {
            ProductApi admin = product.admin();
            String query = "{\"time_range\":{\"last\":\"24h\"},\"measures\":[\"calls\"],\"filters\":"
                    + "[{\"field\":\"service\",\"operator\":\"eq\",\"value\":\"" + SLUG + "\"}]}";
            long metered = 0;
            for (int i = 0; i < 120 && metered < answered; i++) {
                JsonNode rows =
                        admin.post("/api/analytics/v1/query", query).ok().path("rows");
                metered = rows.path(0).path(0).asLong();
                if (metered < answered) {
                    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                }
            }
            report.add(new Figure("gateway.unmetered", Math.max(0, answered - metered), "calls", 0.0, null, 0));
            report.remark(String.format(Locale.ROOT, "%,d calls answered, %,d metered", answered, metered));
        }
    }

    private static void say(String text) {
        System.err.println("llmops bench: " + text);
    }
}
