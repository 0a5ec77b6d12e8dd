// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads MCP servers in the forms of the MCP Registry API v0.1 (OpenAPI document of 2025-12-01). */
@Singleton
final class McpServers {
    static final int DEFAULT_LIMIT = 30;
    static final int MAX_LIMIT = 100;
    private static final int MAX_VERSIONS = 1_000;
    private static final String LATEST = "latest";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    McpServers(Database database) {
        this.database = database;
    }

    /** The query of a list, as it came. */
    record Asked(
            @Nullable String cursor,
            @Nullable String limit,
            @Nullable String search,
            @Nullable String updatedSince,
            @Nullable String version,
            @Nullable String includeDeleted) {}

    ObjectNode list(Caller caller, Asked asked) {
        int limit = limit(asked.limit());
        Instant since = since(asked.updatedSince());
        boolean latest = LATEST.equals(asked.version());
        String version = asked.version() == null || latest ? null : ServerNames.version(asked.version());
        McpServerDao.Filter filter = new McpServerDao.Filter(
                search(asked.search()), since, version, latest, since != null || "true".equals(asked.includeDeleted()));
        Place after = after(asked.cursor());
        List<McpServerDao.Row> rows = database.read(
                caller.tenant(), sql -> new McpServerDao(sql).list(filter, after.name(), after.version(), limit + 1));
        List<McpServerDao.Row> page = rows.size() > limit ? rows.subList(0, limit) : rows;
        ObjectNode answer = answer(page);
        if (rows.size() > limit) {
            McpServerDao.Row last = page.getLast();
            String cursor = last.asset() + " " + last.version();
            answer.withObjectProperty("metadata")
                    .put("nextCursor", Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(UTF_8)));
        }
        return answer;
    }

    /** Empty when the caller's organisation has no such server. */
    Optional<ObjectNode> versions(Caller caller, String name, boolean deleted) {
        return ServerNames.tryAsset(name)
                .map(asset -> database.read(
                        caller.tenant(), sql -> new McpServerDao(sql).versions(asset, deleted, MAX_VERSIONS)))
                .filter(rows -> !rows.isEmpty())
                .map(McpServers::answer);
    }

    Optional<ObjectNode> version(Caller caller, String name, String version, boolean deleted) {
        Optional<String> asset = ServerNames.tryAsset(name);
        Optional<String> wanted = version.equals(LATEST) ? Optional.of(LATEST) : ServerNames.tryVersion(version);
        if (asset.isEmpty() || wanted.isEmpty()) {
            return Optional.empty();
        }
        return database.read(caller.tenant(), sql -> {
                    McpServerDao servers = new McpServerDao(sql);
                    return version.equals(LATEST)
                            ? servers.latest(asset.get())
                            : servers.version(asset.get(), wanted.get(), deleted);
                })
                .map(McpServers::entry);
    }

    private static ObjectNode answer(List<McpServerDao.Row> rows) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode servers = answer.putArray("servers");
        rows.forEach(row -> servers.add(entry(row)));
        answer.putObject("metadata").put("count", rows.size());
        return answer;
    }

    private static ObjectNode entry(McpServerDao.Row row) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        ObjectNode server = server(row);
        entry.set("server", server);
        ObjectNode official = entry.putObject("_meta").putObject("io.modelcontextprotocol.registry/official");
        official.put(
                "status",
                switch (row.status()) {
                    case "deprecated" -> "deprecated";
                    case "retired" -> "deleted";
                    default -> "active";
                });
        if (row.reason() != null && !row.status().equals("published")) {
            official.put(
                    "statusMessage",
                    row.reason().substring(0, Math.min(500, row.reason().length())));
        }
        official.put("statusChangedAt", String.valueOf(row.statusChangedAt()));
        official.put("publishedAt", String.valueOf(row.publishedAt()));
        official.put("updatedAt", row.updatedAt().toString());
        official.put("isLatest", row.latest());
        return entry;
    }

    /** The stored document; a tool that was registered by hand may lack what its asset knows. */
    private static ObjectNode server(McpServerDao.Row row) {
        try {
            ObjectNode server = (ObjectNode) JSON.readTree(row.server());
            if (!server.path("name").isTextual()) {
                server.put("name", row.original() == null ? ServerNames.original(row.asset()) : row.original());
            }
            if (!server.path("version").isTextual()) {
                server.put("version", row.version());
            }
            return server;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the server.json of " + row.asset() + " cannot be read", e);
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Problem.invalid("limit", text, "a whole number from 1 to " + MAX_LIMIT);
    }

    private static @Nullable Instant since(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("updated_since", text, "an RFC 3339 time in UTC, such as 2026-01-01T10:00:00Z");
        }
    }

    private static @Nullable String search(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > 200 || text.indexOf('\0') >= 0) {
            throw Problem.invalid("search", null, "a part of a name, at most 200 characters");
        }
        return text;
    }

    /** Where a list goes on. */
    private record Place(@Nullable String name, @Nullable String version) {}

    private static Place after(@Nullable String cursor) {
        if (cursor == null || cursor.isBlank()) {
            return new Place(null, null);
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(" ", -1);
            if (parts.length == 2 && !parts[0].contains("\0") && !parts[1].contains("\0")) {
                return new Place(parts[0], parts[1]);
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw Problem.invalid("cursor", null, "the nextCursor of the page before");
    }
}
