// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of keys and teams over REST, and what callers meet. */
class LevelsTest {
    private static final String SLUG = "limited-chat";
    private static final String LIMITS = "/api/gateway/v1/limits/";
    private static final String BODY =
            "{\"model\":\"" + SLUG + "\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static ProductApi admin;
    private static Road.Paved first;
    private static Road.Paved second;

    @BeforeAll
    static void pave() {
        Product product = DemoProduct.get();
        admin = product.admin();
        Road road = new Road(admin);
        first = road.pave(SLUG, null, "simulator-small", plenty());
        second = road.subscribe(SLUG, first.serviceId());
    }

    private static ObjectNode plenty() {
        return ProductApi.JSON
                .createObjectNode()
                .put("name", "plenty")
                .put("requests_per_minute", 1_000_000)
                .put("burst", 100_000);
    }

    private static ProductApi.Answer call(String key) {
        return new ProductApi(DemoProduct.get().url(), key).post("/v1/chat/completions", BODY);
    }

    @Test
    void sixtyFourCallersOfATeamGetExactlyItsThousandCalls() throws Exception {
        String team = LIMITS + "team/callers";
        admin.put(
                        team,
                        "{\"members\":[\"" + first.keyId() + "\",\"" + second.keyId()
                                + "\"],\"limits\":[{\"resource\":\"requests\",\"per\":\"month\",\"amount\":1000}]}",
                        null)
                .ok();
        Eventually.holds(
                "the limit is known",
                () -> call(first.key()).header("x-ratelimit-limit-requests").equals("1000"));
        long before = used(team);

        int answered = 0;
        int refused = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 1_200; i++) {
                String key = i % 2 == 0 ? first.key() : second.key();
                calls.add(callers.submit(() -> call(key).status()));
            }
            for (Future<Integer> call : calls) {
                answered += call.get() == 200 ? 1 : 0;
                refused += call.get() == 429 ? 1 : 0;
            }
        }

        assertThat(before + answered).isEqualTo(1_000);
        assertThat(answered + refused).isEqualTo(1_200);
        assertThat(used(team)).isEqualTo(1_000);
        assertThat(call(second.key()).text()).contains("The team 'callers' has used its 1000 requests per month");

        String unlimited = "{\"members\":[\"" + first.keyId() + "\"],\"priority\":\"high\"}";
        assertThat(admin.put(team, unlimited, null).status()).isEqualTo(428);
        assertThat(admin.as(first.key()).get(team).status()).isEqualTo(403);
        admin.put(team, unlimited, admin.get(team).header("etag")).ok();
        Eventually.holds("calls go on", () -> call(first.key()).status() == 200);
    }

    private static long used(String path) {
        JsonNode limit = admin.get(path).ok().path("limits").path(0);
        return limit.path("used").asLong();
    }
}
