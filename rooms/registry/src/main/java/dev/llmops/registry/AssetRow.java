// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** An {@link Asset} as a row of {@code registry.asset}. */
final class AssetRow {
    private AssetRow() {}

    static Asset read(ResultSet row, StatementContext context) throws SQLException {
        return new Asset(
                row.getString("id"),
                AssetKind.parse(row.getString("kind")),
                row.getString("name"),
                row.getString("version"),
                AssetStatus.parse(row.getString("status")),
                row.getString("description"),
                row.getString("owner"),
                row.getString("licence"),
                row.getString("provider"),
                texts(JsonSource.read(row.getString("tags")).root()),
                members(JsonSource.read(row.getString("labels")).root()),
                row.getString("spec"),
                Dependencies.ofColumn(row.getString("dependencies")),
                row.getString("digest"),
                row.getLong("revision"),
                row.getString("status_reason"),
                row.getString("successor"),
                instant(row, "sunset_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"),
                instant(row, "published_at"),
                instant(row, "deprecated_at"),
                instant(row, "retired_at"));
    }

    static Update bind(Update update, Asset asset) {
        return update.bind("id", asset.id())
                .bind("kind", asset.kind().wireName())
                .bind("name", asset.name())
                .bind("version", asset.version())
                .bind("status", asset.status().wireName())
                .bind("description", asset.description())
                .bind("owner", asset.owner())
                .bind("licence", asset.licence())
                .bind("provider", asset.provider())
                .bind("tags", json(asset.tags()))
                .bind("labels", json(asset.labels()))
                .bind("spec", asset.spec())
                .bind("dependencies", Dependencies.column(asset.dependencies()))
                .bind("digest", asset.digest())
                .bind("revision", asset.revision())
                .bind("statusReason", asset.statusReason())
                .bind("successor", asset.successor())
                .bind("sunsetAt", utc(asset.sunsetAt()))
                .bind("createdAt", utc(asset.createdAt()))
                .bind("createdBy", asset.createdBy())
                .bind("updatedAt", utc(asset.updatedAt()))
                .bind("updatedBy", asset.updatedBy())
                .bind("publishedAt", utc(asset.publishedAt()))
                .bind("deprecatedAt", utc(asset.deprecatedAt()))
                .bind("retiredAt", utc(asset.retiredAt()));
    }

    static ArrayNode jsonArray(List<String> texts) {
        ArrayNode array = SourceTree.NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    static ObjectNode jsonObject(Map<String, String> members) {
        ObjectNode object = SourceTree.NODES.objectNode();
        members.forEach(object::put);
        return object;
    }

    private static String json(List<String> texts) {
        return jsonArray(texts).toString();
    }

    private static String json(Map<String, String> members) {
        return jsonObject(members).toString();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.textValue()));
        return texts;
    }

    private static Map<String, String> members(JsonNode object) {
        Map<String, String> members = new HashMap<>();
        object.properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().textValue()));
        return members;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
