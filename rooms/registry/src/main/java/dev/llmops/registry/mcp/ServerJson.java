// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import java.util.Map;

/**
 * A {@code server.json} in its present form. The form of spring 2025 (snake_case, {@code version_detail}) is turned into
 * it; what only that form has is kept under {@code _meta}. An answer of another registry ({@code server} beside
 * {@code _meta}) is unwrapped.
 */
final class ServerJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PUBLISHER = "io.modelcontextprotocol.registry/publisher-provided";
    private static final Map<String, String> TYPES = Map.of("docker", "oci");
    private static final Map<String, String> TRANSPORTS =
            Map.of("streamable", "streamable-http", "http", "streamable-http");

    private ServerJson() {}

    static ObjectNode of(JsonNode sent) {
        JsonNode document = sent.path("server").isObject() ? sent.path("server") : sent;
        if (!(document instanceof ObjectNode server)) {
            throw Problem.invalid("server", null, "a server.json: an object with name, description and version");
        }
        return server.has("version_detail") || server.path("packages").path(0).has("registry_name")
                ? converted(server)
                : server.deepCopy();
    }

    private static ObjectNode converted(ObjectNode old) {
        ObjectNode server = NODES.objectNode();
        server.put("name", old.path("name").asText());
        String description = old.path("description").asText();
        server.put("description", description.isBlank() ? old.path("name").asText() : description);
        if (!old.path("repository").path("url").asText().isEmpty()) {
            server.set("repository", old.get("repository").deepCopy());
        }
        server.put("version", old.path("version_detail").path("version").asText());
        if (old.path("packages").isArray()) {
            ArrayNode packages = server.putArray("packages");
            old.path("packages").forEach(one -> packages.add(convertedPackage(one)));
        }
        if (old.path("remotes").isArray()) {
            ArrayNode remotes = server.putArray("remotes");
            old.path("remotes").forEach(one -> remotes.add(convertedRemote(one)));
        }
        ObjectNode kept = server.putObject("_meta").putObject(PUBLISHER);
        kept.set("id", old.get("id"));
        kept.set("release_date", old.path("version_detail").get("release_date"));
        kept.removeIf(node -> node == null || node.isNull());
        return server;
    }

    private static ObjectNode convertedPackage(JsonNode old) {
        ObjectNode converted = NODES.objectNode();
        String type = old.path("registry_name").asText("unknown");
        converted.put("registryType", TYPES.getOrDefault(type, type));
        converted.put("identifier", old.path("name").asText());
        if (!old.path("version").asText().isEmpty()) {
            converted.put("version", old.path("version").asText());
        }
        if (old.path("runtime_hint").isTextual()) {
            converted.set("runtimeHint", old.get("runtime_hint"));
        }
        converted.putObject("transport").put("type", "stdio");
        arguments(old, "runtime_arguments", converted, "runtimeArguments");
        arguments(old, "package_arguments", converted, "packageArguments");
        arguments(old, "environment_variables", converted, "environmentVariables");
        return converted;
    }

    private static ObjectNode convertedRemote(JsonNode old) {
        ObjectNode converted = NODES.objectNode();
        String type = old.path("transport_type").asText("streamable-http");
        converted.put("type", TRANSPORTS.getOrDefault(type, type));
        converted.put("url", old.path("url").asText());
        arguments(old, "headers", converted, "headers");
        return converted;
    }

    private static void arguments(JsonNode from, String name, ObjectNode to, String newName) {
        if (from.path(name).isArray()) {
            to.set(newName, camel(from.get(name)));
        }
    }

    /** Members in camel case, all the way down; values as they are. Names of variables are values' names and stay. */
    private static JsonNode camel(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode converted = NODES.arrayNode();
            array.forEach(one -> converted.add(camel(one)));
            return converted;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode converted = NODES.objectNode();
        object.properties()
                .forEach(member -> converted.set(
                        camel(member.getKey()),
                        member.getKey().equals("variables") ? variables(member.getValue()) : camel(member.getValue())));
        return converted;
    }

    private static JsonNode variables(JsonNode named) {
        ObjectNode converted = NODES.objectNode();
        named.properties().forEach(one -> converted.set(one.getKey(), camel(one.getValue())));
        return converted;
    }

    private static String camel(String snake) {
        StringBuilder camel = new StringBuilder(snake.length());
        for (int i = 0; i < snake.length(); i++) {
            boolean hump = snake.charAt(i) == '_' && i > 0 && i + 1 < snake.length();
            camel.append(hump ? Character.toUpperCase(snake.charAt(++i)) : snake.charAt(i));
        }
        return camel.toString();
    }
}
