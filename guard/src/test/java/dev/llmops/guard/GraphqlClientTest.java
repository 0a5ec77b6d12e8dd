// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** graphql-ws, the client most others are made of, unchanged: subscriptions of two organisations, and every refusal. */
class GraphqlClientTest {
    private final TwoOrganisations two = TwoOrganisations.get();
    private final Product product = two.product();

    @Test
    void theNodeClientFollowsItsOwnOrganisationAndUnderstandsRefusals() throws Exception {
        Path clients = Product.root().resolve("guard/clients");
        NodeClients.install();
        Map<String, String> given = new HashMap<>();
        given.put("LLMOPS_URL", product.url());
        given.put(
                "LLMOPS_KEY",
                Files.readString(product.home().resolve("admin.key")).strip());
        given.put("LLMOPS_OTHER_KEY", two.strangerKey());
        Road road = new Road(two.admin());
        given.put("LLMOPS_READER_KEY", road.key("graphql reader", "reader"));
        given.put(
                "LLMOPS_CONSUMER_KEY",
                road.pave("graphql-service", null, "simulator-small", null).key());
        given.put("LLMOPS_SESSION", session());

        JsonNode seen =
                ProductApi.JSON.readTree(Programs.run(clients, given, Duration.ofMinutes(1), "node", "graphql.mjs")
                        .ok()
                        .strip());

        assertThat(seen.path("outcome").asText()).isEqualTo("CREATED");
        assertThat(seen.at("/first/type").asText()).isEqualTo("registry.asset.registered");
        assertThat(seen.at("/first/asset/name").asText()).isEqualTo("followed-by-graphql");
        assertThat(seen.path("mine").toString()).isEqualTo("[\"followed-by-graphql\"]");
        assertThat(seen.path("theirs").toString()).isEqualTo("[\"theirs-by-graphql\"]");
        assertThat(seen.path("resumed").toString()).isEqualTo("[\"away-by-graphql\"]");
        refusals(seen);
    }

    private static void refusals(JsonNode seen) {
        assertThat(seen.path("anonymous").asText()).isEqualTo("closed 4403");
        assertThat(seen.path("unknown").asText()).isEqualTo("closed 4403");
        assertThat(seen.path("invalid").asText()).contains("nonsense");
        assertThat(seen.path("position").asText()).isEqualTo("validation_failed");
        assertThat(seen.path("consumer").asText()).isEqualTo("closed 4403");
        assertThat(seen.path("reader").asText()).isEqualTo("forbidden");
        assertThat(seen.path("byHeader").asText()).isEqualTo("connection_ack");
        assertThat(seen.path("ownPage").asText()).isEqualTo("connection_ack");
        assertThat(seen.path("foreignPage").asText()).isEqualTo("closed 4403");
        assertThat(seen.path("unasked").asInt()).isEqualTo(4406);
        assertThat(seen.path("early").asInt()).isEqualTo(4401);
        assertThat(seen.path("nonsense").asInt()).isEqualTo(4400);
        assertThat(seen.path("large").asInt()).isIn(1006, 1009);
    }

    /** A person's session, as a browser would have it. */
    private String session() throws Exception {
        Map<String, Object> person = Map.of(
                "email",
                "graphql@example.org",
                "name",
                "Grace",
                "roles",
                List.of("reader"),
                "password",
                "a long enough password");
        two.admin().post("/api/identity/v1/users", person).ok();
        HttpRequest login = HttpRequest.newBuilder(URI.create(product.url() + "/api/identity/v1/login"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"email\":\"graphql@example.org\",\"password\":\"a long enough password\"}"))
                .build();
        String cookie = HttpClient.newHttpClient()
                .send(login, BodyHandlers.ofString())
                .headers()
                .firstValue("set-cookie")
                .orElseThrow();
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }
}
