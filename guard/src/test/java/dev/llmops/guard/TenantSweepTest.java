// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every route × every kind of caller × two organisations, from the program's own table of routes. */
class TenantSweepTest {
    private static final String NOWHERE = Ulids.next();
    /** Where this test is. */
    private static final String OPEN_TO_LOOPBACK = "/metrics";

    /** A stream that would not end; it is asked for in a way it refuses. */
    private static final String ENDLESS = "/api/registry/v1/events";

    /** Keys have no password. */
    private static final String ONLY_FOR_PEOPLE = "/api/identity/v1/me/password";

    private static Product product;
    private static List<JsonNode> routes;
    private static JsonNode document;
    private static Road.Paved ours;
    private static Map<String, ProductApi> callers;
    private static ProductApi stranger;
    private static List<String> ourIds;

    @BeforeAll
    static void start() {
        TwoOrganisations two = TwoOrganisations.get();
        product = two.product();
        ProductApi admin = two.admin();
        Road road = new Road(admin);
        ours = road.pave("our-service", null, "simulator-small", null);
        callers = new LinkedHashMap<>();
        callers.put("anonymous", new ProductApi(product.url(), ""));
        for (Role role : Role.values()) {
            callers.put(role.wireName(), admin.as(road.key("sweep " + role.wireName(), role.wireName())));
        }
        callers.put("consumer", admin.as(ours.key()));
        stranger = two.stranger();
        routes = new ArrayList<>();
        document = admin.get("/openapi?format=json").ok();
        admin.get("/api/system/v1/routes").ok().path("items").forEach(routes::add);
        ourIds = ids(admin);
    }

    @Test
    void theTableHoldsEveryKindOfRoute() {
        assertThat(routes).hasSizeGreaterThan(50);
        assertThat(routes)
                .extracting(route -> route.path("path").asText())
                .contains("/v1/chat/completions", "/v1/models", "/api/analytics/v1/query", "/health/ready", "/metrics");
    }

    @Test
    void whoMayNotIsRefusedAndWhoMayIsNot() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode route : routes) {
            if (OPEN_TO_LOOPBACK.equals(route.path("path").asText())
                    || ONLY_FOR_PEOPLE.equals(route.path("path").asText())) {
                continue;
            }
            Permission permission = Permission.parse(route.path("permission").asText());
            callers.forEach((who, caller) -> {
                int status = send(caller, route, NOWHERE).status();
                boolean refused = status == 401 || status == 403;
                if (refused == allowed(who, permission)) {
                    wrong.add(who + " " + text(route) + " [" + permission.wireName() + "] → " + status);
                }
                if (status >= 500) {
                    wrong.add(who + " " + text(route) + " → " + status);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noIdOfOursOpensAnythingToAnotherOrganisation() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode route : routes) {
            Permission permission = Permission.parse(route.path("permission").asText());
            if (permission == Permission.PUBLIC || !route.path("path").asText().contains("{")) {
                continue;
            }
            for (String id : ourIds) {
                ProductApi.Answer answer = send(stranger, route, id);
                boolean leak =
                        answer.status() < 300 && !answer.text().contains("\"items\":[]") && answer.status() != 204;
                if (leak
                        || ourIds.stream()
                                .anyMatch(ours ->
                                        !ours.equals(id) && answer.text().contains(ours))) {
                    wrong.add(text(route) + " with " + id + " → " + answer.status() + " " + answer.text());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(new ProductApi(product.url(), ours.key()).get("/v1/models").status())
                .as("our key still works after a stranger tried everything")
                .isEqualTo(200);
    }

    @Test
    void nothingOfOursIsInAnyListOfAnotherOrganisation() {
        for (JsonNode route : routes) {
            String path = route.path("path").asText();
            if (route.path("method").asText().equals("GET") && !path.contains("{") && !path.equals(OPEN_TO_LOOPBACK)) {
                String text = send(stranger, route, NOWHERE).text();

                assertThat(ourIds).as(text(route)).noneMatch(text::contains);
                assertThat(text).as(text(route)).doesNotContain("our-service");
            }
        }
    }

    @Test
    void anotherOrganisationsServiceIsNotThereForAKey() {
        Road.Paved theirs = new Road(stranger).pave("their-service", null, "simulator-small", null);

        ProductApi.Answer answer = new ProductApi(product.url(), theirs.key())
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"our-service\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("model_not_found");
    }

    private static boolean allowed(String who, Permission permission) {
        if (permission == Permission.PUBLIC) {
            return true;
        }
        return switch (who) {
            case "anonymous" -> false;
            case "consumer" -> permission == Permission.GATEWAY_CALL;
            default -> Role.parse(who).permissions().contains(permission);
        };
    }

    private static ProductApi.Answer send(ProductApi caller, JsonNode route, String id) {
        String method = route.path("method").asText();
        String path = route.path("path").asText().replaceAll("\\{[^}]+}", id);
        if (path.equals(ENDLESS)) {
            path += "?types=none";
        }
        boolean body = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        return caller.send(method, path, body ? mediaType(route) : null, body ? "{}" : null);
    }

    /** What a route reads is matched before anybody is asked who they are: the first that its description names. */
    private static String mediaType(JsonNode route) {
        JsonNode content = document.path("paths")
                .path(route.path("path").asText())
                .path(route.path("method").asText().toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content");
        Iterator<String> read = content.fieldNames();
        String first = read.hasNext() ? read.next() : "*/*";
        return first.equals("*/*") ? "application/json" : first;
    }

    private static List<String> ids(ProductApi admin) {
        List<String> ids = new ArrayList<>(List.of(ours.serviceId(), ours.subscriptionId(), ours.keyId()));
        for (String list : List.of(
                "/api/registry/v1/assets",
                "/api/forge/v1/upstreams",
                "/api/governance/v1/approvals?state=approved",
                "/api/identity/v1/users")) {
            admin.get(list)
                    .ok()
                    .path("items")
                    .forEach(item -> ids.add(item.path("id").asText()));
        }
        return ids;
    }

    private static String text(JsonNode route) {
        return route.path("method").asText() + " " + route.path("path").asText();
    }
}
