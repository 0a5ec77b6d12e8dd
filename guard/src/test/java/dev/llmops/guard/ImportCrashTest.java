// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** kill -9 while an import runs, twice: at its end every line has one result and one version, none is missing. */
class ImportCrashTest {
    private static final int LINES = 12_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private Path home;

    @BeforeEach
    void start() throws IOException {
        home = Files.createTempDirectory("llmops-import");
    }

    @AfterEach
    void stop() {
        Homes.delete(home);
    }

    @Test
    void anImportGoesOnWhereItWas() {
        Product product = Product.start(home);
        int port = product.port();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append(i % 1_000 == 999 ? "{broken" : manifest(i)).append('\n');
        }
        String id = product.admin()
                .send("POST", "/api/registry/v1/imports", "application/x-ndjson", lines.toString())
                .ok()
                .path("id")
                .asText();
        for (int kill = 1; kill <= 2; kill++) {
            int least = kill * LINES / 4;
            JsonNode seen = product.admin()
                    .await(path(id), PATIENCE, state -> state.path("lines").asInt() >= least);
            assertThat(seen.path("state").asText()).isEqualTo("running");
            product.kill();
            product = Product.launch(home, port);
            product.awaitReady(Duration.ofMinutes(1));
        }
        JsonNode end = product.admin().await(path(id), PATIENCE, state -> !state.path("state")
                .asText()
                .equals("running"));
        assertThat(end.path("state").asText()).isEqualTo("done");
        assertThat(end.path("lines").asInt()).isEqualTo(LINES);
        assertThat(end.path("created").asInt()).isEqualTo(LINES - LINES / 1_000);
        assertThat(end.path("refused").asInt()).isEqualTo(LINES / 1_000);
        assertThat(results(product.admin(), id)).hasSize(LINES);
        assertThat(names(product.admin())).hasSize(LINES - LINES / 1_000);
        product.close();
    }

    private static String path(String id) {
        return "/api/registry/v1/imports/" + id;
    }

    /** The lines that have a result; none may have two. */
    private static Set<Long> results(ProductApi api, String id) {
        Set<Long> lines = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = api.get(path(id) + "/results?limit=200" + cursor).ok();
            for (JsonNode result : page.path("items")) {
                assertThat(lines.add(result.path("line").asLong())).isTrue();
            }
            cursor = page.path("next_cursor").isTextual()
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return lines;
    }

    private static Set<String> names(ProductApi api) {
        Set<String> names = new HashSet<>();
        api.get("/api/registry/v1/export?kind=model&name=import-")
                .text()
                .lines()
                .forEach(line -> {
                    try {
                        String name = ProductApi.JSON
                                .readTree(line)
                                .path("metadata")
                                .path("name")
                                .asText();
                        assertThat(names.add(name)).isTrue();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        return names;
    }

    private static String manifest(int number) {
        return "{\"apiVersion\":\"llmops/v1\",\"kind\":\"model\",\"metadata\":{\"name\":\"import-" + number
                + "\",\"version\":\"1.0.0\"},\"spec\":{\"type\":\"completion\",\"provider\":\"test\"}}";
    }
}
