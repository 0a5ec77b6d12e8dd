// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.ProductApi;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is stored in both registries: the manifest of a model as people write one, some 700 bytes. */
final class RegistryContent {
    private RegistryContent() {}

    static String manifest(String name, String version) {
        ObjectNode root = ProductApi.JSON.createObjectNode();
        root.put("apiVersion", "llmops/v1").put("kind", "model");
        ObjectNode metadata = root.putObject("metadata");
        metadata.put("name", name)
                .put("version", version)
                .put("description", "Answers questions of customers in four languages, from the handbook only")
                .put("owner", "platform-team")
                .put("licence", "Apache-2.0");
        metadata.putArray("tags").add("chat").add("production");
        metadata.putObject("labels").put("team", "support").put("stage", "canary");
        ObjectNode spec = root.putObject("spec");
        spec.put("type", "completion").put("provider", "openai").put("framework", "safetensors");
        ObjectNode capabilities = spec.putObject("capabilities");
        capabilities
                .put("context_length", 128_000)
                .put("max_output_tokens", 8_192)
                .put("supports_functions", true)
                .put("supports_streaming", true);
        capabilities.putArray("languages").add("en").add("de").add("fr").add("es");
        capabilities.putArray("modalities").add("text").add("image");
        return root.toString();
    }

    /** The same text as the first version of an artifact. */
    static String artifact(String id, String content) {
        ObjectNode root = ProductApi.JSON.createObjectNode();
        root.put("artifactId", id).put("artifactType", "JSON");
        root.putObject("firstVersion")
                .put("version", "1.0.0")
                .putObject("content")
                .put("content", content)
                .put("contentType", "application/json");
        return root.toString();
    }

    /** How many versions are stored, asked behind the product's back. */
    static long rows(Path home) {
        try (Connection admin = PeerDatabase.administrator(home, "llmops");
                Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM registry.asset")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows cannot be counted: " + e.getMessage(), e);
        }
    }
}
