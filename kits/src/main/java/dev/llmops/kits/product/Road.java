// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main road in a few calls: from a model to a key that can call it. */
public final class Road {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final ProductApi admin;

    public Road(ProductApi admin) {
        this.admin = admin;
    }

    /** A key of its own for a role. */
    public String key(String name, String role) {
        return admin.post("/api/identity/v1/keys", Map.of("name", name, "roles", List.of(role)))
                .ok()
                .path("key")
                .asText();
    }

    /**
     * Registers a model and an upstream, publishes and approves a service over them, subscribes, and makes a key.
     *
     * @param baseUrl an OpenAI-compatible endpoint, or null for the simulator
     * @param plan fields of a plan, or null for the default
     */
    public Paved pave(String slug, @Nullable String baseUrl, String upstreamModel, @Nullable ObjectNode plan) {
        ObjectNode upstream = ProductApi.JSON.createObjectNode();
        if (baseUrl == null) {
            upstream.put("kind", "simulator");
        } else {
            upstream.put("kind", "openai_compatible").put("base_url", baseUrl).put("credential", "upstream-secret");
        }
        return paveOver(slug, upstream, upstreamModel, plan);
    }

    /**
     * The same over any upstream.
     *
     * @param upstream its fields but the name, which is added
     */
    public Paved paveOver(String slug, ObjectNode upstream, String upstreamModel, @Nullable ObjectNode plan) {
        ProductApi publisher = admin.as(key("publisher of " + slug, "publisher"));
        publisher.yaml("/api/registry/v1/apply", """
                        apiVersion: llmops/v1
                        kind: model
                        metadata: {name: %s-model, version: 1.0.0, description: A model for %s}
                        spec: {type: completion, provider: test, pricing: {provider: llmops-simulator, model: simulator-small}}
                        """.formatted(slug, slug)).ok();
        upstream.put("name", slug + "-upstream");
        publisher.post("/api/forge/v1/upstreams", upstream).ok();
        ObjectNode service = ProductApi.JSON
                .createObjectNode()
                .put("slug", slug)
                .put("name", slug)
                .put("description", "A service for " + slug)
                .put("category", "chat")
                .put("model", slug + "-model@1.0.0")
                .put("upstream", slug + "-upstream")
                .put("upstream_model", upstreamModel)
                .put("version", "1.0.0");
        if (plan != null) {
            service.set("plan", plan);
        }
        String serviceId = publisher
                .post("/api/marketplace/v1/services", service)
                .ok()
                .path("id")
                .asText();
        approve(serviceId);
        return subscribe(slug, serviceId);
    }

    /** Has an upstream answer from another place of its server. */
    public void moveUpstream(String name, String baseUrl) {
        for (JsonNode one : admin.get("/api/forge/v1/upstreams?limit=200").ok().path("items")) {
            if (one.path("name").asText().equals(name)) {
                String path = "/api/forge/v1/upstreams/" + one.path("id").asText();
                String tag = admin.get(path).header("etag");
                admin.patch(path, "{\"base_url\":\"" + baseUrl + "\",\"credential\":\"upstream-secret\"}", tag)
                        .ok();
            }
        }
    }

    /** Waits for the checks and approves. */
    public void approve(String serviceId) {
        JsonNode status = admin.await(
                "/api/marketplace/v1/services/" + serviceId + "/status",
                PATIENCE,
                body -> body.path("state").asText().equals("draft")
                        || body.path("approval_id").isTextual());
        if (!status.path("state").asText().equals("pending_approval")) {
            throw new AssertionError("the checks failed: " + status);
        }
        admin.post(
                        "/api/governance/v1/approvals/"
                                + status.path("approval_id").asText() + "/approve",
                        Map.of("reason", "fine"))
                .ok();
        admin.await("/api/marketplace/v1/services/" + serviceId, PATIENCE, body -> body.path("state")
                .asText()
                .equals("active"));
    }

    /** A subscription of a fresh consumer, with a key. */
    public Paved subscribe(String slug, String serviceId) {
        ProductApi consumer = admin.as(key("consumer of " + slug, "reader"));
        String subscription = consumer.post("/api/marketplace/v1/subscriptions", Map.of("service", slug))
                .ok()
                .path("id")
                .asText();
        JsonNode key = consumer.post(
                        "/api/marketplace/v1/subscriptions/" + subscription + "/keys", Map.of("name", "key"))
                .ok();
        return new Paved(
                slug,
                serviceId,
                subscription,
                key.path("id").asText(),
                key.path("key").asText(),
                consumer);
    }

    /** What was built. */
    public record Paved(
            String slug, String serviceId, String subscriptionId, String keyId, String key, ProductApi consumer) {}
}
