// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.kits.provider.ProviderKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * kill -9 under load, ten times. What a client has completely received is metered, what is metered reached the
 * upstream, nothing is metered twice, and a quota that was used up stays used up.
 */
class CrashTest {
    private static final int KILLS = 10;
    private static final int CALLERS = 12;
    private Path home;
    private ProviderKit provider;

    @BeforeEach
    void start() throws IOException {
        home = Files.createTempDirectory("llmops-crash");
        provider = ProviderKit.start();
    }

    @AfterEach
    void stop() {
        provider.close();
        Homes.delete(home);
    }

    @Test
    void nothingAnsweredIsLostAndNothingIsCountedTwice() {
        Random random = new Random(7);
        Set<String> answered = new HashSet<>();
        Product product = Product.start(home);
        Road road = new Road(product.admin());
        Road.Paved busy = road.pave("busy", provider.baseUrl(), "bench-model", plan(1_000_000));
        Road.Paved small = road.pave("small", provider.baseUrl(), "bench-model", plan(5));
        exhaust(product, small);
        int port = product.port();
        for (int i = 0; i < KILLS; i++) {
            try (Callers load = Callers.start(product.url(), busy, CALLERS)) {
                load.awaitAnswered(40 + random.nextInt(200));
                product.kill();
                answered.addAll(load.stop());
            }
            product = Product.launch(home, port);
            product.awaitReady(Duration.ofMinutes(1));
            assertThat(call(product, small).code()).isEqualTo("insufficient_quota");
        }
        product.close();

        List<String> metered = UsageFiles.callIds(home, "busy");
        assertThat(answered).hasSizeGreaterThan(KILLS * 40);
        assertThat(metered).doesNotHaveDuplicates().containsAll(answered);
        assertThat(new HashSet<>(provider.requestIds())).containsAll(metered);
    }

    private static void exhaust(Product product, Road.Paved small) {
        ProductApi.Answer answer = call(product, small);
        for (int i = 0; i < 10 && answer.status() == 200; i++) {
            answer = call(product, small);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("insufficient_quota");
    }

    private static ProductApi.Answer call(Product product, Road.Paved road) {
        return new ProductApi(product.url(), road.key())
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + road.slug() + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    static ObjectNode plan(long requestsPerMonth) {
        return ProductApi.JSON
                .createObjectNode()
                .put("name", "metered")
                .put("requests_per_month", requestsPerMonth)
                .put("requests_per_minute", 1_000_000)
                .put("burst", Math.min(requestsPerMonth, 100_000));
    }
}
