// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A consumer that subscribes to every service and holds a key for each. */
final class DemoSubscriber {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final DemoApi admin;

    DemoSubscriber(DemoApi admin) {
        this.admin = admin;
    }

    Subscribed subscribe(List<DemoService> services) {
        DemoApi consumer = admin.as(new DemoServices(admin).newKey("demo-consumer", "reader"));
        List<Subscription> subscriptions = new ArrayList<>();
        for (DemoService service : services) {
            JsonNode subscription =
                    consumer.post("/api/marketplace/v1/subscriptions", Map.of("service", service.slug()));
            String id = subscription.path("id").asText();
            JsonNode key = consumer.post("/api/marketplace/v1/subscriptions/" + id + "/keys", Map.of("name", "demo"));
            awaitCallable(key.path("key").asText());
            subscriptions.add(new Subscription(
                    service,
                    id,
                    subscription.path("service").path("id").asText(),
                    key.path("id").asText(),
                    key.path("key").asText()));
        }
        String tenant =
                admin.get("/api/identity/v1/me").path("organisation").path("id").asText();
        return new Subscribed(tenant, subscriptions);
    }

    /** A key that was just made is known to the gateway a moment later; whoever reads demo.json should not notice. */
    private void awaitCallable(String key) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (admin.as(key).tryGet("/v1/models").status() != 200) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        "the gateway does not know the new key after " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** All that the history and demo.json need to know. */
    record Subscribed(String tenant, List<Subscription> subscriptions) {
        Subscription first() {
            return subscriptions.getFirst();
        }
    }

    /** One subscription and its key, which is nowhere else in clear. */
    record Subscription(DemoService service, String id, String serviceId, String keyId, String key) {
        @Override
        public String toString() {
            return "Subscription[" + id + "]";
        }
    }
}
