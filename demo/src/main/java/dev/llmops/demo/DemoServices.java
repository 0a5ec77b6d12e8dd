// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Publishes the three services the way a company does: a publisher submits, somebody else approves. */
final class DemoServices {
    private static final String UPSTREAM = "demo-simulator";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final DemoApi admin;

    DemoServices(DemoApi admin) {
        this.admin = admin;
    }

    List<DemoService> publish() {
        DemoApi publisher = admin.as(newKey("demo-publisher", "publisher"));
        DemoApi.Answer upstream = publisher.tryPost(
                "/api/forge/v1/upstreams",
                Map.of("name", UPSTREAM, "kind", "simulator", "latency_ms", 40, "token_delay_ms", 8));
        if (!upstream.is("duplicate")) {
            upstream.require("/api/forge/v1/upstreams");
        }
        for (DemoService service : DemoService.ALL) {
            submit(publisher, service);
        }
        for (DemoService service : DemoService.ALL) {
            approve(service);
        }
        return DemoService.ALL;
    }

    String newKey(String name, String role) {
        return admin.post("/api/identity/v1/keys", Map.of("name", name, "roles", List.of(role)))
                .path("key")
                .asText();
    }

    private static void submit(DemoApi publisher, DemoService service) {
        ObjectNode body = DemoApi.JSON
                .createObjectNode()
                .put("slug", service.slug())
                .put("name", service.name())
                .put("description", service.description())
                .put("category", service.category())
                .put("model", service.modelRef())
                .put("upstream", UPSTREAM)
                .put("upstream_model", service.model())
                .put("version", "1.0.0")
                .put("readme", readme(service));
        body.putArray("tags").add("demo");
        body.putObject("plan")
                .put("name", "metered")
                .put("requests_per_month", 1_000_000)
                .put("tokens_per_month", 1_000_000_000)
                .put("requests_per_minute", 60_000)
                .put("burst", 2_000);
        DemoApi.Answer answer = publisher.tryPost("/api/marketplace/v1/services", body);
        if (!answer.is("duplicate")) {
            answer.require("/api/marketplace/v1/services");
        }
    }

    private void approve(DemoService service) {
        JsonNode listing = await(service, "pending_approval", "active", "draft");
        if (listing.path("state").asText().equals("draft")) {
            throw new IllegalStateException("the checks of " + service.slug() + " found faults: "
                    + listing.path("state_reason").asText());
        }
        if (listing.path("state").asText().equals("active")) {
            return;
        }
        String approval = awaitApproval(listing.path("id").asText());
        admin.post(
                "/api/governance/v1/approvals/" + approval + "/approve", Map.of("reason", "Part of the demonstration"));
        await(service, "active");
    }

    private String awaitApproval(String serviceId) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            JsonNode approval = admin.get("/api/marketplace/v1/services/" + serviceId + "/status")
                    .path("approval_id");
            if (approval.isTextual()) {
                return approval.asText();
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IllegalStateException("no approval was asked for within " + PATIENCE.toSeconds() + " s");
    }

    private JsonNode await(DemoService service, String... states) {
        Instant deadline = Instant.now().plus(PATIENCE);
        JsonNode listing = admin.get("/api/marketplace/v1/services/" + service.slug());
        while (!List.of(states).contains(listing.path("state").asText())) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(service.slug() + " is still "
                        + listing.path("state").asText() + " after " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            listing = admin.get("/api/marketplace/v1/services/" + service.slug());
        }
        return listing;
    }

    private static String readme(DemoService service) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + service.name());
        lines.add("");
        lines.add(service.description());
        lines.add("");
        lines.add(
                "It speaks OpenAI's `chat/completions`: streamed and whole answers, tool calls, honest token counts.");
        lines.add("Nothing leaves this machine; the text is made up, always the same for the same question.");
        return String.join("\n", lines);
    }
}
