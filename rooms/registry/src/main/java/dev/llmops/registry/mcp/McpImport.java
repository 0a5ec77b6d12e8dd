// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes assets of kind {@code tool} of server.json documents. Each is taken or refused on its own; sending them again
 * changes nothing.
 */
@Singleton
final class McpImport {
    static final int MAX_SERVERS = 1_000;
    private static final String REASON = "imported from an MCP registry";

    private final Registry registry;

    McpImport(Registry registry) {
        this.registry = registry;
    }

    /**
     * What came of one document.
     *
     * @param index its place in what was sent, from 0
     * @param outcome created, updated, unchanged or refused
     */
    @Schema(name = "McpImportResult")
    record Result(
            int index,
            @Nullable String name,
            String outcome,
            @Nullable String assetId,
            @Nullable String code,
            @Nullable String detail) {}

    /**
     * @param sent an array of documents, or an object whose {@code servers} is one, or a single document
     * @param publish whether to publish them too, which needs the right to
     */
    List<Result> run(Caller caller, JsonNode sent, boolean publish, boolean dryRun) {
        if (publish && !dryRun) {
            caller.require(Permission.REGISTRY_LIFECYCLE);
        }
        List<JsonNode> servers = new ArrayList<>();
        JsonNode array = sent.path("servers").isArray() ? sent.path("servers") : sent;
        if (array.isArray()) {
            array.forEach(servers::add);
        } else {
            servers.add(array);
        }
        if (servers.size() > MAX_SERVERS) {
            throw Problem.invalid("servers", servers.size() + " servers", "at most " + MAX_SERVERS + " in one request");
        }
        List<Result> results = new ArrayList<>(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            results.add(one(caller, i, servers.get(i), publish, dryRun));
        }
        return results;
    }

    private Result one(Caller caller, int index, JsonNode sent, boolean publish, boolean dryRun) {
        String name = null;
        try {
            ObjectNode server = ServerJson.of(sent);
            name = server.path("name").asText();
            Registry.Applied applied = registry.apply(caller, manifest(server).toString(), dryRun);
            if (publish && !dryRun) {
                registry.publish(caller, applied.asset().id(), REASON);
            }
            String outcome = applied.outcome().name().toLowerCase(Locale.ROOT);
            return new Result(
                    index, name, outcome, dryRun ? null : applied.asset().id(), null, null);
        } catch (Problem problem) {
            if (problem.code().status() >= 500 || problem.code() == ErrorCode.FORBIDDEN) {
                throw problem;
            }
            return new Result(index, name, "refused", null, problem.code().code(), problem.detail());
        }
    }

    static ObjectNode manifest(ObjectNode server) {
        String name = server.path("name").asText();
        String version = server.path("version").asText();
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", "llmops/v1").put("kind", "tool");
        ObjectNode metadata = manifest.putObject("metadata");
        metadata.put("name", ServerNames.asset(name)).put("version", ServerNames.version(version));
        String description = server.path("description").asText();
        if (!description.isBlank()) {
            metadata.put("description", description);
        }
        metadata.putArray("tags").add("mcp");
        ObjectNode spec = manifest.putObject("spec");
        spec.put("type", "mcp").put("name", name).put("version", version);
        if (!server.path("title").asText().isBlank()) {
            spec.put("title", server.path("title").asText());
        }
        spec.set("mcp", server);
        return manifest;
    }
}
