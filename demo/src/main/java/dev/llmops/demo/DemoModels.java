// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Registers every model of the price catalogue, so that the registry looks like a company's. */
final class DemoModels {
    private static final int BATCH = 100;
    private final DemoApi api;

    DemoModels(DemoApi api) {
        this.api = api;
    }

    /** How many models the registry was told of. */
    int register() {
        Set<String> seen = new LinkedHashSet<>();
        List<String> batch = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/costops/v1/prices?limit=200" + cursor);
            for (JsonNode price : page.path("items")) {
                String name = name(
                        price.path("provider").asText(), price.path("model").asText());
                if (!name.isEmpty() && seen.add(name)) {
                    batch.add(manifest(name, price).toString());
                }
                if (batch.size() == BATCH) {
                    apply(batch);
                }
            }
            cursor = page.path("next_cursor").isTextual()
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        if (!batch.isEmpty()) {
            apply(batch);
        }
        return seen.size();
    }

    private void apply(List<String> manifests) {
        api.postYaml("/api/registry/v1/apply", String.join("\n---\n", manifests));
        manifests.clear();
    }

    /** {@code provider/model} in the registry's alphabet; empty when nothing is left of it. */
    static String name(String provider, String model) {
        if (provider.equals("llmops-simulator")) {
            return model.equals("*") ? "" : model;
        }
        String joined = (model.startsWith(provider + "/") ? model : provider + "/" + model).toLowerCase(Locale.ROOT);
        String[] parts = joined.split("/+", -1);
        List<String> kept = new ArrayList<>();
        for (String part : parts) {
            String clean = part.replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._-]+", "");
            if (!clean.isEmpty()) {
                kept.add(clean);
            }
        }
        String name = String.join("/", kept);
        return name.length() > 255 || kept.size() < 2 ? "" : name;
    }

    private static ObjectNode manifest(String name, JsonNode price) {
        String provider = price.path("provider").asText();
        ObjectNode manifest =
                DemoApi.JSON.createObjectNode().put("apiVersion", "llmops/v1").put("kind", "model");
        ObjectNode metadata = manifest.putObject("metadata")
                .put("name", name)
                .put("version", "1.0.0")
                .put("description", price.path("model").asText() + " of " + provider + ", from the price catalogue");
        metadata.putArray("tags").add("catalogue");
        ObjectNode spec = manifest.putObject("spec").put("type", "completion").put("provider", provider);
        spec.putObject("pricing")
                .put("provider", provider)
                .put("model", price.path("model").asText());
        return manifest;
    }
}
