// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Batches by OpenAI's official clients, and over the death of the process that works on them. */
class BatchClientsTest {
    private static final int LINES = 200;
    private static final int UNDER_WAY = 8;

    @Test
    void openAisNodeClientHasAFileCalledAsABatch() throws Exception {
        JsonNode demo = DemoProduct.get().demo();
        JsonNode seen = NodeClients.run(
                "openai-batches.mjs",
                Map.of(
                        "LLMOPS_BASE_URL", demo.path("base_url").asText(),
                        "LLMOPS_API_KEY", demo.path("api_key").asText(),
                        "LLMOPS_SERVICE", demo.path("service").asText()));

        assertThat(seen.path("answers").asInt()).isEqualTo(20);
        assertThat(seen.path("output_tokens").asInt()).isGreaterThan(20);
    }

    @Test
    void aKilledProcessLosesNoLineAndTheNextCallsNoneAgainThatHasItsResult() throws IOException {
        Path home = Files.createTempDirectory("llmops-batch");
        Product product = Product.start(home);
        Road.Paved road = new Road(product.admin())
                .paveOver(
                        "busy",
                        ProductApi.JSON
                                .createObjectNode()
                                .put("kind", "simulator")
                                .put("latency_ms", 100),
                        "sim",
                        CrashTest.plan(1_000_000));
        BatchClient before = new BatchClient(product.url(), road);
        String id = before.begin(LINES);
        before.await(id, batch -> batch.requestCounts().orElseThrow().completed() >= LINES / 4);
        product.kill();
        product = Product.launch(home, product.port());
        product.awaitReady(Duration.ofMinutes(1));

        BatchClient after = new BatchClient(product.url(), road);
        List<JsonNode> answers = after.answers(after.await(id, BatchClient::ended));
        product.close();
        Set<String> requests = new HashSet<>();
        Set<String> customIds = new HashSet<>();
        answers.forEach(answer -> {
            requests.add(answer.at("/response/request_id").asText());
            customIds.add(answer.path("custom_id").asText());
        });
        List<String> metered = UsageFiles.callIds(home, "busy");
        Homes.delete(home);
        assertThat(answers).hasSize(LINES);
        assertThat(customIds).hasSize(LINES);
        assertThat(metered).doesNotHaveDuplicates().containsAll(requests).hasSizeBetween(LINES, LINES + UNDER_WAY);
    }
}
