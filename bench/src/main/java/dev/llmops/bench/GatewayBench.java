// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The gateway with authentication, limits and metering on, against nginx as a plain reverse proxy in front of the same
 * endpoint, under the same load, in the same run.
 */
final class GatewayBench {
    private static final int CONNECTIONS = 32;
    private static final double VOID_ABOVE = 0.10;
    private static final String SLUG = "bench-chat";
    private final Report report;
    private final int rounds;
    private final int roundSeconds;
    private final int warmUpSeconds;

    GatewayBench(boolean quick, Report report) {
        this.report = report;
        this.rounds = quick ? 3 : 5;
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
            new Measurement(folder, upstream, proxy, product).run();
        } finally {
            Machine.delete(folder);
        }
    }

    /** One run over started contenders. */
    private final class Measurement {
        private final Nginx upstream;
        private final Nginx proxy;
        private final Product product;
        private final Road.Paved road;
        private final Wrk wrk;
        private int voided;
        private long voidedCalls;

        Measurement(Path folder, Nginx upstream, Nginx proxy, Product product) {
            this.upstream = upstream;
            this.proxy = proxy;
            this.product = product;
            this.road = new Road(product.admin())
                    .pave(SLUG, "http://127.0.0.1:" + upstream.port() + "/v1", "bench-model", plan());
            this.wrk = Wrk.of(folder, "chat.lua", Map.of("BENCH_KEY", road.key(), "BENCH_MODEL", SLUG));
        }

        void run() {
            say("warming up for " + warmUpSeconds + " s");
            Wrk.Result warm = wrk.run(product.port(), CONNECTIONS, warmUpSeconds);
            wrk.run(proxy.port(), CONNECTIONS, 2);
            Rounds gateway = new Rounds();
            Rounds nginx = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("throughput, round " + i + " of " + rounds);
                nginx.add(measure(proxy.port(), proxy.handle(), CONNECTIONS));
                gateway.add(measure(product.port(), product.handle(), CONNECTIONS));
            }
            Rounds direct = new Rounds();
            Rounds alone = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("latency at one connection, round " + i + " of " + rounds);
                direct.add(measure(upstream.port(), upstream.handle(), 1));
                alone.add(measure(product.port(), product.handle(), 1));
            }
            tell(gateway, nginx, direct, alone);
            tellMetered(warm.requests() + voidedCalls + gateway.requests() + alone.requests());
        }

        private Rounds.Round measure(int port, ProcessHandle contender, int connections) {
            for (int attempt = 0; ; attempt++) {
                CpuMeter meter = new CpuMeter()
                        .watch("upstream", upstream.handle())
                        .watch("nginx", proxy.handle())
                        .watch("llmops", product.handle());
                String name = contender.equals(upstream.handle())
                        ? "upstream"
                        : contender.equals(proxy.handle()) ? "nginx" : "llmops";
                meter.start();
                Wrk.Result result = wrk.run(port, connections, roundSeconds);
                CpuMeter.Interval interval = meter.stop(result.cpuSeconds());
                if (interval.foreign() <= VOID_ABOVE || attempt == 2) {
                    return new Rounds.Round(result, interval.seconds().getOrDefault(name, 0.0), interval.foreign());
                }
                voided++;
                if (name.equals("llmops")) {
                    voidedCalls += result.requests();
                }
            }
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
                    voided));
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

        private ObjectNode plan() {
            return ProductApi.JSON
                    .createObjectNode()
                    .put("name", "bench")
                    .put("requests_per_month", 1_000_000_000_000L)
                    .put("tokens_per_month", 1_000_000_000_000L)
                    .put("requests_per_minute", 100_000_000L)
                    .put("burst", 1_000_000L)
                    .put("tokens_per_minute", 1_000_000_000_000L);
        }
    }

    private static void say(String text) {
        System.err.println("llmops bench: " + text);
    }
}
