// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's records on the wire; times are milliseconds since 1970. */
final class MlflowJson {
    private MlflowJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode model(MlflowDao.Model model, List<ModelVersion> latest, List<MlflowDao.Lead> aliases) {
        ObjectNode json = object().put("name", ModelNames.original(model.assetName()));
        json.put("creation_timestamp", model.createdAt().toEpochMilli());
        json.put("last_updated_timestamp", model.updatedAt().toEpochMilli());
        json.put("user_id", model.createdBy());
        text(json, "description", model.description());
        if (!latest.isEmpty()) {
            json.set("latest_versions", versions(latest));
        }
        tags(json, model.tags());
        if (!aliases.isEmpty()) {
            ArrayNode array = json.putArray("aliases");
            aliases.forEach(one ->
                    array.add(object().put("alias", one.alias()).put("version", Integer.toString(one.number()))));
        }
        return json;
    }

    static ArrayNode versions(List<ModelVersion> versions) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        versions.forEach(version -> json.add(version(version)));
        return json;
    }

    static ObjectNode version(ModelVersion version) {
        Asset asset = version.asset();
        ObjectNode json = object().put("name", ModelNames.original(asset.name()));
        json.put("version", Integer.toString(version.number()));
        json.put("creation_timestamp", asset.createdAt().toEpochMilli());
        json.put("last_updated_timestamp", asset.updatedAt().toEpochMilli());
        json.put("user_id", asset.createdBy());
        json.put("current_stage", version.stage().wireName());
        text(json, "description", asset.description());
        text(json, "source", version.source());
        text(json, "run_id", version.runId());
        text(json, "run_link", version.runLink());
        boolean draft = asset.status() == AssetStatus.DRAFT;
        json.put("status", draft ? "PENDING_REGISTRATION" : "READY");
        json.put(
                "status_message",
                asset.version() + " is " + asset.status().wireName()
                        + (draft ? "; it is ready once it is published" : ""));
        tags(json, version.tags());
        if (!version.aliases().isEmpty()) {
            ArrayNode array = json.putArray("aliases");
            version.aliases().forEach(array::add);
        }
        return json;
    }

    private static void tags(ObjectNode json, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            ArrayNode array = json.putArray("tags");
            tags.forEach((key, value) -> array.add(object().put("key", key).put("value", value)));
        }
    }

    private static void text(ObjectNode json, String member, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(member, value);
        }
    }
}
