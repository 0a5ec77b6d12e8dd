// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A large catalogue sent as one import, its memory watched; and what depends on what in it, asked at random. */
final class RegistryBulk {
    private static final int EDGES_EACH = 20;
    /** Farther back than one transaction of an import reaches: nothing is depended on before it is there. */
    private static final int BACK = 1_000;

    private static final int QUESTIONS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Path folder;
    private final Product product;
    private final String key;
    private final int assets;
    private final int graphAssets;
    private final Report report;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RegistryBulk(Path folder, Product product, String key, boolean quick, Report report) {
        this.folder = folder;
        this.product = product;
        this.key = key;
        this.assets = quick ? 25_000 : 1_000_000;
        this.graphAssets = BACK + 50_000;
        this.report = report;
    }

    void run() throws IOException {
        measureImport();
        measureImpact();
    }

    private void measureImport() throws IOException {
        Path file = folder.resolve("import.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < assets; i++) {
                out.write(RegistryContent.manifest("imported-" + i, "1.0.0"));
                out.write('\n');
            }
        }
        long rows = RegistryContent.rows(product.home());
        long[] peak = new long[1];
        double seconds = imported(file, assets, peak);
        report.add(new Figure("registry.import_per_second", assets / seconds, "lines/s", null, null, 0));
        report.add(new Figure("registry.import_peak_pss_mb", peak[0] / 1048576.0, "MiB", null, null, 0));
        long gap = rows + assets - RegistryContent.rows(product.home());
        report.add(new Figure("registry.import_gap", gap, "rows", 0.0, null, 0));
        report.remark(String.format(
                Locale.ROOT,
                "import of %,d versions in %.0f s; memory is the PSS of the Java process, whose heap ends at 256 MB",
                assets,
                seconds));
        Files.delete(file);
    }

    /** Versions that each need others of long before: a million edges. */
    private void measureImpact() throws IOException {
        Random random = new Random(11);
        Path file = folder.resolve("graph.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < graphAssets; i++) {
                out.write(node(i, random));
                out.write('\n');
            }
        }
        double seconds = imported(file, graphAssets, new long[1]);
        ProductApi api = product.admin();
        List<String> ids = ids(api, random);
        long began = System.nanoTime();
        api.get("/api/registry/v1/assets/" + ids.getFirst() + "/impact").ok();
        double first = (System.nanoTime() - began) / 1e6;
        double[] millis = new double[QUESTIONS];
        long reached = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            String path = "/api/registry/v1/assets/" + ids.get(i % ids.size()) + "/impact?limit=100";
            began = System.nanoTime();
            ProductApi.Answer answer = api.get(path);
            millis[i] = (System.nanoTime() - began) / 1e6;
            reached += answer.ok().path("summary").path("total_impacted").asLong();
        }
        Arrays.sort(millis);
        report.add(new Figure("registry.impact_p95_ms", millis[(int) (QUESTIONS * 0.95)], "ms", null, null, 0));
        report.add(new Figure("registry.impact_p50_ms", millis[QUESTIONS / 2], "ms", null, null, 0));
        report.add(new Figure("registry.graph_load_ms", first, "ms", null, null, 0));
        report.remark(String.format(
                Locale.ROOT,
                "impact over %,d edges of %,d versions, imported in %.0f s; %,d versions reached on average (10,000 at most), 100 listed",
                edges(),
                graphAssets,
                seconds,
                reached / QUESTIONS));
    }

    private long edges() {
        return (long) EDGES_EACH * (graphAssets - BACK);
    }

    private static String node(int number, Random random) {
        ObjectNode root = ProductApi.JSON.createObjectNode();
        root.put("apiVersion", "llmops/v1").put("kind", "model");
        root.putObject("metadata").put("name", "node-" + number).put("version", "1.0.0");
        root.putObject("spec").put("type", "completion").put("provider", "bench");
        ArrayNode needed = root.putArray("dependencies");
        if (number < BACK) {
            return root.toString();
        }
        random.ints(0, number - BACK + EDGES_EACH).distinct().limit(EDGES_EACH).forEach(target -> needed.addObject()
                .put("kind", "model")
                .put("name", "node-" + target)
                .put("version", "1.0.0"));
        return root.toString();
    }

    /** Versions from all over the graph. */
    private List<String> ids(ProductApi api, Random random) {
        List<String> ids = new ArrayList<>();
        while (ids.size() < 100) {
            JsonNode asset = api.get(
                            "/api/registry/v1/assets/model/node-" + random.nextInt(graphAssets) + "/versions/1.0.0")
                    .ok();
            ids.add(asset.path("id").asText());
        }
        return ids;
    }

    /** Sends it, waits for its end, and answers how many seconds that took. */
    private double imported(Path file, int lines, long[] peakPss) {
        long began = System.nanoTime();
        try {
            var response = http.send(
                    HttpRequest.newBuilder(URI.create(product.url() + "/api/registry/v1/imports"))
                            .header("authorization", "Bearer " + key)
                            .header("content-type", "application/x-ndjson")
                            .POST(HttpRequest.BodyPublishers.ofFile(file))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 202) {
                throw new IllegalStateException(
                        "the import was answered " + response.statusCode() + ": " + response.body());
            }
            String id = ProductApi.JSON.readTree(response.body()).path("id").asText();
            JsonNode state;
            do {
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                state = product.admin().get("/api/registry/v1/imports/" + id).ok();
                peakPss[0] = Math.max(peakPss[0], Machine.pssBytes(product.pid()));
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the import does not end: " + state);
                }
            } while (state.path("state").asText().equals("running"));
            if (state.path("created").asInt() != lines) {
                throw new IllegalStateException("not every line was registered: " + state);
            }
            return (System.nanoTime() - began) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
