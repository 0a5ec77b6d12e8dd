// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong around a process: each ends in a message that says what to do, or in nothing at all. */
class FaultsTest {
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createTempDirectory("llmops-faults");
    }

    @AfterEach
    void deleteHome() {
        Homes.delete(home);
    }

    @Test
    void aTakenPortEndsWithTwoAndNamesTheOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Product product = Product.launch(home, taken.getLocalPort());

            assertThat(product.await(Duration.ofSeconds(30))).isEqualTo(2);
            assertThat(product.logTail()).contains("--port").contains("" + taken.getLocalPort());
        }
    }

    @Test
    void aSecondStartOnOneHomeIsRefusedAndTheFirstGoesOn() {
        try (Product first = Product.start(home)) {
            Product second = Product.launch(home, Product.freePort());

            assertThat(second.await(Duration.ofSeconds(30))).isEqualTo(2);
            assertThat(second.logTail()).contains(home.toString()).contains("" + first.pid());
            assertThat(first.admin().get("/api/identity/v1/me").status()).isEqualTo(200);
        }
    }

    @Test
    void anOrphanedDatabaseIsTakenOverAndKnowsEverything() {
        Product first = Product.start(home);
        first.admin().yaml("/api/registry/v1/apply", """
                        apiVersion: llmops/v1
                        kind: model
                        metadata: {name: kept, version: 1.0.0}
                        spec: {type: completion, provider: test}
                        """).ok();
        first.kill();

        try (Product second = Product.start(home)) {
            assertThat(second.admin()
                            .get("/api/registry/v1/assets/model/kept/versions/1.0.0")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void callsGoOnWhileTheDatabaseIsKilledAndTheControlPlaneComesBack() {
        try (Product product = Product.start(home, "-Dllmops.demo=true")) {
            JsonNode demo = product.demo();
            ProductApi consumer =
                    new ProductApi(product.url(), demo.path("api_key").asText());
            ProcessHandle database = database(product).orElseThrow();

            database.destroyForcibly();

            for (int i = 0; i < 20; i++) {
                assertThat(chat(consumer, demo).status()).isEqualTo(200);
            }
            product.admin().await("/health/ready", Duration.ofSeconds(5), body -> true);
            awaitControlPlane(product);
        }
    }

    @Test
    void aHomeWithoutRoomEndsInAMessageThatSaysSo() throws IOException {
        Path small = Files.createDirectory(home.resolve("small"));
        Programs.Said mounted = Programs.run(
                home,
                Map.of(),
                Duration.ofSeconds(10),
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=24m",
                "tmpfs",
                small.toString());
        assumeThat(mounted.exitCode())
                .as("SKIPPED: a small file system cannot be mounted here: %s", mounted.out())
                .isZero();
        try {
            Product product = Product.launch(small.resolve("home"), Product.freePort());

            assertThat(product.await(Duration.ofMinutes(1))).isNotZero();
            assertThat(product.logTail()).containsIgnoringCase("space").contains(small.toString());
        } finally {
            Programs.run(home, Map.of(), Duration.ofSeconds(10), "umount", "-l", small.toString());
        }
    }

    private static void awaitControlPlane(Product product) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (product.admin().get("/api/registry/v1/assets").status() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(100).toNanos());
        }
    }

    private static ProductApi.Answer chat(ProductApi consumer, JsonNode demo) {
        return consumer.post(
                "/v1/chat/completions",
                "{\"model\":\"" + demo.path("service").asText()
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":5}");
    }

    /** The process that all other processes of the database descend from. */
    private static Optional<ProcessHandle> database(Product product) {
        return product.handle()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .filter(process ->
                        process.info().arguments().map(a -> a.length > 1).orElse(false))
                .findFirst();
    }
}
