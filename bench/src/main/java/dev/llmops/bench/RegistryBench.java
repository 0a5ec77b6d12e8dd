// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated reads and creates of the registry, against Apicurio Registry on the same PostgreSQL server in the same
 * run: reads of one version, and creates of an asset with its first version, both with the same text as content.
 */
final class RegistryBench {
    private static final int READ_CONNECTIONS = 32;
    private static final int CREATE_CONNECTIONS = 16;
    private static final int READ_ASSETS = 1_000;
    private static final double VOID_ABOVE = 0.10;
    private final boolean quick;
    private final Report report;
    private final int rounds;
    private final int roundSeconds;
    private final int warmUpSeconds;

    RegistryBench(boolean quick, Report report) {
        this.quick = quick;
        this.report = report;
        this.rounds = quick ? 2 : 5;
        this.roundSeconds = quick ? 4 : 10;
        this.warmUpSeconds = quick ? 20 : 40;
    }

    void run() throws IOException {
        Tools.require("wrk");
        Path folder = Files.createTempDirectory("llmops-bench");
        try (Product product = Product.start(folder.resolve("home"))) {
            Optional<Path> distribution = Apicurio.distribution();
            if (distribution.isEmpty()) {
                report.remark("NO REFERENCE: Apicurio Registry " + Apicurio.VERSION
                        + " could not be had; no ratio below is against it");
                new Measurement(folder, product, null).run();
            } else {
                PeerDatabase database = PeerDatabase.create(product.home());
                try (Apicurio apicurio = Apicurio.start(folder, distribution.get(), database)) {
                    new Measurement(folder, product, apicurio).run();
                }
            }
            say("a large import, and questions to a graph of a million edges");
            new RegistryBulk(folder, product, adminKey(product), quick, report).run();
        } finally {
            Machine.delete(folder);
        }
    }

    @FunctionalInterface
    private interface Load {
        Wrk make() throws IOException;
    }

    /** One run over started contenders. */
    private final class Measurement {
        private final Path folder;
        private final Product product;
        private final @Nullable Apicurio apicurio;
        private final String key;
        private final String manifest;
        private int prefix;
        private int voided;

        Measurement(Path folder, Product product, @Nullable Apicurio apicurio) throws IOException {
            this.folder = folder;
            this.product = product;
            this.apicurio = apicurio;
            this.key = adminKey(product);
            this.manifest = RegistryContent.manifest("@NAME@", "1.0.0");
        }

        void run() throws IOException {
            Wrk reads = ourReads();
            Wrk theirReads = apicurio == null ? null : theirReads();
            say("warming up for " + 4 * warmUpSeconds + " s");
            reads.run(product.port(), READ_CONNECTIONS, warmUpSeconds);
            ourCreates().run(product.port(), CREATE_CONNECTIONS, warmUpSeconds);
            if (apicurio != null && theirReads != null) {
                theirReads.run(apicurio.port(), READ_CONNECTIONS, warmUpSeconds);
                theirCreates().run(apicurio.port(), CREATE_CONNECTIONS, warmUpSeconds);
            }
            Rounds ours = new Rounds();
            Rounds theirs = new Rounds();
            for (int i = 1; i <= rounds; i++) {
                say("reads, round " + i + " of " + rounds);
                if (apicurio != null && theirReads != null) {
                    theirs.add(measure(() -> theirReads, apicurio.port(), READ_CONNECTIONS));
                }
                ours.add(measure(() -> reads, product.port(), READ_CONNECTIONS));
            }
            tell("read", ours, theirs);
            measureCreates();
            report.remark(PeerDatabase.durability(product.home())
                    + String.format(
                            Locale.ROOT,
                            "; %d interleaved rounds of %d s; reads at %d connections over %,d versions, creates at %d; %d rounds void above 10 %% foreign CPU and repeated",
                            rounds,
                            roundSeconds,
                            READ_CONNECTIONS,
                            READ_ASSETS,
                            CREATE_CONNECTIONS,
                            voided));
        }

        private void measureCreates() throws IOException {
            Rounds ours = new Rounds();
            Rounds theirs = new Rounds();
            long rowsBefore = RegistryContent.rows(product.home());
            for (int i = 1; i <= rounds; i++) {
                say("creates, round " + i + " of " + rounds);
                if (apicurio != null) {
                    theirs.add(measure(this::theirCreates, apicurio.port(), CREATE_CONNECTIONS));
                }
                ours.add(measure(this::ourCreates, product.port(), CREATE_CONNECTIONS));
            }
            tell("create", ours, theirs);
            long lost =
                    Math.max(0, ours.requests() - ours.errors() - RegistryContent.rows(product.home()) + rowsBefore);
            report.add(new Figure("registry.creates_lost", lost, "rows", 0.0, null, ours.foreign()));
        }

        /** @param load made anew for each attempt: what is created twice is refused */
        private Rounds.Round measure(Load load, int port, int connections) throws IOException {
            for (int attempt = 0; ; attempt++) {
                CpuMeter meter = new CpuMeter().watch("llmops", product.handle());
                if (apicurio != null) {
                    meter.watch("apicurio", apicurio.handle());
                }
                Wrk wrk = load.make();
                meter.start();
                Wrk.Result result = wrk.run(port, connections, roundSeconds);
                CpuMeter.Interval interval = meter.stop(result.cpuSeconds());
                if (interval.foreign() <= VOID_ABOVE || attempt == 2) {
                    // PostgreSQL is a child of the product and works for one contender at a time.
                    double seconds = interval.seconds().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum();
                    return new Rounds.Round(result, seconds, interval.foreign());
                }
                voided++;
            }
        }

        private void tell(String what, Rounds ours, Rounds theirs) {
            double foreign = Math.max(ours.foreign(), theirs.foreign());
            Rounds reference = apicurio == null ? null : theirs;
            add(what + "_per_second", ours, reference, round -> round.result().perSecond(), "1/s", foreign);
            add(what + "_p50_ms", ours, reference, round -> round.result().p50Millis(), "ms", foreign);
            add(what + "_p99_ms", ours, reference, round -> round.result().p99Millis(), "ms", foreign);
            add(what + "_cpu_micros", ours, reference, Rounds.Round::cpuMicrosPerRequest, "µs", foreign);
            report.add(new Figure(
                    "registry." + what + "_errors",
                    ours.errors(),
                    "calls",
                    reference == null ? null : (double) theirs.errors(),
                    null,
                    foreign));
            report.remark(what + "s/s " + ours.spread(round -> round.result().perSecond())
                    + (reference == null
                            ? ""
                            : " (Apicurio "
                                    + theirs.spread(round -> round.result().perSecond()) + ")")
                    + "; CPU is that of server and PostgreSQL together");
        }

        private void add(
                String name,
                Rounds ours,
                @Nullable Rounds theirs,
                java.util.function.ToDoubleFunction<Rounds.Round> quantity,
                String unit,
                double foreign) {
            double value = ours.median(quantity);
            Double reference = theirs == null ? null : theirs.median(quantity);
            report.add(new Figure(
                    "registry." + name, value, unit, reference, reference == null ? null : value / reference, foreign));
        }

        private Wrk ourReads() throws IOException {
            ProductApi api = product.admin();
            List<String> paths = new ArrayList<>();
            for (int from = 0; from < READ_ASSETS; from += 100) {
                StringBuilder documents = new StringBuilder();
                for (int i = from; i < from + 100; i++) {
                    documents.append(i == from ? "" : "\n---\n").append(RegistryContent.manifest("read-" + i, "1.0.0"));
                }
                for (JsonNode result : api.yaml("/api/registry/v1/apply", documents.toString())
                        .ok()
                        .path("results")) {
                    JsonNode asset = result.path("asset");
                    paths.add("/api/registry/v1/assets/" + asset.path("id").asText());
                    paths.add("/api/registry/v1/assets/model/"
                            + asset.path("name").asText() + "/versions/1.0.0");
                }
            }
            return Wrk.of(folder, "registry-read.lua", environment(paths(paths, "ours"), key));
        }

        private Wrk theirReads() throws IOException {
            HttpProbe probe = new HttpProbe("http://127.0.0.1:"
                    + java.util.Objects.requireNonNull(apicurio).port());
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < READ_ASSETS; i++) {
                probe.post(
                        "/apis/registry/v3/groups/bench/artifacts",
                        RegistryContent.artifact("read-" + i, RegistryContent.manifest("read-" + i, "1.0.0")));
                paths.add("/apis/registry/v3/groups/bench/artifacts/read-" + i + "/versions/1.0.0/content");
            }
            return Wrk.of(folder, "registry-read.lua", environment(paths(paths, "theirs"), ""));
        }

        private Map<String, String> environment(Path paths, String bearer) {
            return Map.of("BENCH_PATHS", paths.toString(), "BENCH_KEY", bearer);
        }

        private Path paths(List<String> paths, String name) throws IOException {
            return Files.write(folder.resolve(name + ".paths"), paths);
        }

        private Wrk ourCreates() throws IOException {
            Path body = Files.writeString(folder.resolve("manifest.json"), manifest);
            return creates("/api/registry/v1/assets", body, key);
        }

        private Wrk theirCreates() throws IOException {
            Path body =
                    Files.writeString(folder.resolve("artifact.json"), RegistryContent.artifact("@NAME@", manifest));
            return creates("/apis/registry/v3/groups/bench/artifacts", body, "");
        }

        /** Each has names of its own. */
        private Wrk creates(String path, Path body, String bearer) {
            prefix++;
            return Wrk.of(
                    folder,
                    "registry-create.lua",
                    Map.of(
                            "BENCH_PATH",
                            path,
                            "BENCH_BODY",
                            body.toString(),
                            "BENCH_PREFIX",
                            "created-" + prefix + "-",
                            "BENCH_KEY",
                            bearer));
        }
    }

    private static String adminKey(Product product) throws IOException {
        return Files.readString(product.home().resolve("admin.key")).strip();
    }

    private static void say(String text) {
        System.err.println("llmops bench: " + text);
    }
}
