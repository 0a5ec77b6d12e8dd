// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A consumer that subscribes to every service and holds a key for each. */
final class DemoSubscriber {
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
