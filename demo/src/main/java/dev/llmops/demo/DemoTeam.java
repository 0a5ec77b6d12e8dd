// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Registers what a support team keeps: data, a model in two versions, a prompt and agents that need each other. */
final class DemoTeam {
    private static final String ASSETS = "/api/registry/v1/assets/";
    private static final String MODEL = ASSETS + "model/support%2Fassistant/";
    private static final String KEYS = "/api/provenance/v1/keys";
    private static final String KEY_NAME = "demo-release";
    private final DemoApi api;

    DemoTeam(DemoApi api) {
        this.api = api;
    }

    /** Everything is published in the order in which it is needed, and what was made in-house is signed. */
    void register() {
        String key = signingKey();
        for (JsonNode result :
                api.postYaml("/api/registry/v1/apply", manifests()).path("results")) {
            JsonNode asset = result.path("asset");
            if (!asset.path("status").asText().equals("draft")) {
                continue;
            }
            String id = asset.path("id").asText();
            if (asset.path("kind").asText().equals("model")) {
                api.post("/api/provenance/v1/assets/" + id + "/sign", Map.of("key", key));
            }
            api.post(ASSETS + id + "/publish", Map.of("reason", "part of the demonstration"));
        }
        describe();
    }

    /** Cards and figures first, then the alias: where it leads, everything before it is done. */
    private void describe() {
        String aliases = MODEL + "aliases";
        if (!api.get(aliases).path("items").isEmpty()) {
            return;
        }
        for (JsonNode said : annotations()) {
            String id = api.get(MODEL + "versions/" + said.path("version").asText())
                    .path("id")
                    .asText();
            String path = ASSETS + id + "/annotations/" + said.path("type").asText();
            DemoApi.Answer answer = api.tryPut(path, Map.of("type", said.path("type"), "value", said.path("value")));
            if (!answer.is("precondition_required")) {
                answer.require(path);
            }
        }
        String champion = aliases + "/champion";
        api.tryPut(champion, Map.of("version", "1.1.0", "reason", "answers longer questions, and more of them rightly"))
                .require(champion);
    }

    private String signingKey() {
        DemoApi.Answer made = api.tryPost(KEYS, Map.of("name", KEY_NAME));
        if (!made.is("duplicate")) {
            return made.require(KEYS).path("id").asText();
        }
        for (JsonNode root :
                api.get("/api/provenance/v1/trust-roots?signing=true").path("items")) {
            if (root.path("name").asText().equals(KEY_NAME)) {
                return root.path("id").asText();
            }
        }
        throw new IllegalStateException("the demonstration's key is neither new nor there");
    }

    private static String manifests() {
        return resource("support-team.yaml");
    }

    private static JsonNode annotations() {
        try {
            return DemoApi.JSON.readTree(resource("support-team.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(DemoTeam.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
