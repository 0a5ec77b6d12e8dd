// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.RegistryDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class McpServersTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OFFICIAL = "io.modelcontextprotocol.registry/official";

    private final Registry registry = RegistryDoor.of(POSTGRES);
    private final McpImport imports = new McpImport(registry);
    private final McpServers servers = new McpServers(POSTGRES.database());
    private final Caller admin = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);

    @Test
    void theSeedOf471ServersIsTakenAndEveryOneIsFound() throws IOException {
        JsonNode seed = JSON.readTree(Files.readString(seed()));
        assertThat(seed).hasSize(471);
        List<McpImport.Result> results = imports.run(admin, seed, true, false);
        Set<String> named = new HashSet<>();
        seed.forEach(one -> named.add(one.path("name").asText()));
        named.remove("");
        assertThat(results).hasSize(471);
        assertThat(results.stream().filter(result -> result.outcome().equals("refused")))
                .as("seven entries of the file are empty")
                .hasSize(7)
                .allMatch(result -> String.valueOf(result.name()).isEmpty());
        assertThat(named).hasSize(464);

        Set<String> listed = new HashSet<>();
        String cursor = null;
        do {
            JsonNode page = list(cursor, "100", null, "latest");
            page.path("servers")
                    .forEach(one -> listed.add(one.path("server").path("name").asText()));
            cursor = page.path("metadata").path("nextCursor").textValue();
        } while (cursor != null);
        assertThat(listed).isEqualTo(named);
        for (JsonNode one : seed) {
            String name = one.path("name").asText();
            if (!name.isEmpty()) {
                ObjectNode found = servers.version(admin, name, "latest", false).orElseThrow();
                assertThat(found.path("server").path("version").asText()).isEqualTo("0.0.1-seed");
                assertThat(found.path("server").path("packages")).hasSameSizeAs(one.path("packages"));
                assertThat(found.path("_meta").path(OFFICIAL).path("status").asText())
                        .isEqualTo("active");
            }
        }
        assertThat(imports.run(admin, seed, true, false).stream()
                        .filter(result -> result.outcome().equals("unchanged")))
                .hasSize(464);
    }

    @Test
    void theOldFormBecomesThePresentOne() throws IOException {
        imports.run(admin, JSON.readTree("""
                [{"id":"1","name":"io.github.x/y","description":"","repository":{"url":"https://github.com/x/y","source":"github","id":"7"},
                  "version_detail":{"version":"0.0.1-seed","release_date":"2025-05-16T18:56:52Z","is_latest":true},
                  "packages":[{"registry_name":"docker","name":"x/y","version":"","package_arguments":[{"type":"named","name":"--dir","is_required":true,
                     "value_hint":"dir"}],"environment_variables":[{"name":"API_KEY","is_secret":true}]}],
                  "remotes":[{"transport_type":"sse","url":"https://example.com/sse"}]}]
                """), true, false);
        JsonNode server = servers.version(admin, "io.github.x/y", "0.0.1-seed", false)
                .orElseThrow()
                .path("server");
        JsonNode container = server.path("packages").path(0);
        assertThat(container.path("registryType").asText()).isEqualTo("oci");
        assertThat(container.path("identifier").asText()).isEqualTo("x/y");
        assertThat(container.has("version")).isFalse();
        assertThat(container.path("transport").path("type").asText()).isEqualTo("stdio");
        assertThat(container.path("packageArguments").path(0).path("isRequired").asBoolean())
                .isTrue();
        assertThat(container.path("packageArguments").path(0).path("valueHint").asText())
                .isEqualTo("dir");
        assertThat(container
                        .path("environmentVariables")
                        .path(0)
                        .path("isSecret")
                        .asBoolean())
                .isTrue();
        assertThat(server.path("remotes").path(0).path("type").asText()).isEqualTo("sse");
        assertThat(server.path("description").asText()).isNotEmpty();
    }

    @Test
    void versionsLifeCycleAndLatestShowAsTheApiSays() throws IOException {
        take("io.example/Tool_A", "1.0.0", true);
        String second = take("io.example/Tool_A", "1.1.0", true);
        take("io.example/Tool_A", "v2-nightly", true);
        take("io.example/Tool_A", "3.0.0", false);
        JsonNode versions = servers.versions(admin, "io.example/Tool_A", false).orElseThrow();
        assertThat(versions.path("servers")).hasSize(3);
        assertThat(latest()).isEqualTo("1.1.0");
        assertThat(servers.version(admin, "io.example/Tool_A", "v2-nightly", false))
                .isPresent();
        assertThat(servers.version(admin, "io.example/Tool_A", "3.0.0", false))
                .as("a draft")
                .isEmpty();
        registry.retire(admin, second, "broken");
        assertThat(latest()).isEqualTo("1.0.0");
        assertThat(servers.version(admin, "io.example/Tool_A", "1.1.0", false)).isEmpty();
        JsonNode gone = servers.version(admin, "io.example/Tool_A", "1.1.0", true)
                .orElseThrow()
                .path("_meta")
                .path(OFFICIAL);
        assertThat(gone.path("status").asText()).isEqualTo("deleted");
        assertThat(gone.path("statusMessage").asText()).isEqualTo("broken");
        assertThat(gone.path("isLatest").asBoolean()).isFalse();
        assertThat(servers.version(admin, "io.example/tool_a", "1.0.0", false))
                .as("another name")
                .isEmpty();
    }

    @Test
    void listsAreSearchedPagedAndKeptApart() throws IOException {
        take("io.example/alpha", "1.0.0", true);
        take("io.example/alpha", "1.1.0", true);
        take("io.example/BETA-file", "1.0.0", true);
        assertThat(names(list(null, null, "FILE", null))).containsExactly("io.example/BETA-file");
        assertThat(list(null, null, null, null).path("servers")).hasSize(3);
        assertThat(list(null, null, null, "latest").path("servers")).hasSize(2);
        assertThat(names(list(null, null, null, "1.1.0"))).containsExactly("io.example/alpha");
        JsonNode first = list(null, "2", null, null);
        assertThat(first.path("metadata").path("count").asInt()).isEqualTo(2);
        JsonNode rest = list(first.path("metadata").path("nextCursor").asText(), "2", null, null);
        assertThat(rest.path("servers")).hasSize(1);
        assertThat(rest.path("metadata").has("nextCursor")).isFalse();
        assertThat(servers.list(admin, new McpServers.Asked(null, null, null, "2099-01-01T00:00:00Z", null, null))
                        .path("servers"))
                .isEmpty();
        assertThat(servers.list(POSTGRES.otherAdmin(), new McpServers.Asked(null, null, null, null, null, null))
                        .path("servers"))
                .isEmpty();
        assertThat(servers.version(POSTGRES.otherAdmin(), "io.example/alpha", "1.0.0", true))
                .isEmpty();
    }

    @Test
    void badQueriesAndDocumentsAreRefused() throws IOException {
        assertThatThrownBy(() -> list("§", null, null, null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> list(null, "0", null, null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> list(null, "101", null, null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> servers.list(admin, new McpServers.Asked(null, null, null, "yesterday", null, null)))
                .isInstanceOf(Problem.class);
        List<McpImport.Result> results = imports.run(
                admin,
                JSON.readTree(
                        "[1, {}, {\"name\":\"x\",\"version\":\"1.0.0\"}, {\"name\":\"a/b\",\"version\":\"^1\"}, null]"),
                true,
                false);
        assertThat(results).hasSize(5).allMatch(result -> result.outcome().equals("refused"));
        Caller reader = PostgresKit.caller(admin.tenant(), Role.READER);
        assertThatThrownBy(() -> imports.run(reader, JSON.createArrayNode(), true, false))
                .isInstanceOf(Problem.class);
    }

    private String latest() {
        return servers.version(admin, "io.example/Tool_A", "latest", false)
                .orElseThrow()
                .path("server")
                .path("version")
                .asText();
    }

    private String take(String name, String version, boolean publish) {
        ObjectNode server = JSON.createObjectNode()
                .put("name", name)
                .put("description", "A server")
                .put("version", version);
        McpImport.Result result = imports.run(admin, server, publish, false).getFirst();
        assertThat(result.outcome()).isEqualTo("created");
        return String.valueOf(result.assetId());
    }

    private JsonNode list(
            @Nullable String cursor, @Nullable String limit, @Nullable String search, @Nullable String version) {
        return servers.list(admin, new McpServers.Asked(cursor, limit, search, null, version, null));
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("servers")
                .forEach(one -> names.add(one.path("server").path("name").asText()));
        return names;
    }

    /** {@code ../shared} beside the project's root. */
    private static Path seed() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path file = folder.resolve("shared/data/mcp/seed_2025_05_16.json");
            if (Files.exists(file)) {
                return file;
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException("shared/data is not beside the project");
    }
}
