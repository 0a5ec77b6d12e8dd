// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.history.AssetHistory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the mutable part of a version, and deletes drafts. */
@Singleton
final class AssetEditing {
    private static final Set<String> IMMUTABLE =
            Set.of("kind", "name", "version", "licence", "provider", "spec", "dependencies");

    private final Database database;
    private final ManifestSchemas schemas;
    private final Clock clock;

    AssetEditing(Database database, ManifestSchemas schemas, Clock clock) {
        this.database = database;
        this.schemas = schemas;
        this.clock = clock;
    }

    /**
     * A merge patch (RFC 7396) of description, tags, labels and owner; null removes.
     *
     * @param ifMatch the entity tag of the state it was made for
     */
    Asset edit(Caller caller, String id, @Nullable String ifMatch, JsonNode patch) {
        return database.change(caller, (sql, events) -> {
            AssetDao assets = new AssetDao(sql);
            Asset before = AssetCatalogue.required(assets, id, AssetDao.Hold.ALONE);
            ETags.require(ifMatch, before.revision());
            requireMutable(before, patch);
            Manifest.MutableContent content = schemas.content(merged(before, patch));
            if (content.equals(Changes.contentOf(before))) {
                return before;
            }
            Asset after =
                    Changes.edited(before, content, clock.instant().truncatedTo(ChronoUnit.MICROS), caller.name());
            assets.update(caller.tenant().value(), after);
            Chronicle.note(sql, events, caller.tenant().value(), "updated", before, after, null);
            events.append(new RegistryEvent.AssetUpdated(after.id(), after.revision()));
            return after;
        });
    }

    /** Removes a draft for good. */
    void delete(Caller caller, String id) {
        database.change(caller, (sql, events) -> {
            AssetDao assets = new AssetDao(sql);
            Asset asset = AssetCatalogue.required(assets, id, AssetDao.Hold.ALONE);
            if (asset.status() != AssetStatus.DRAFT) {
                throw new Problem(
                        ErrorCode.INVALID_TRANSITION,
                        asset.ref() + " is " + asset.status().wireName()
                                + " and only a draft can be deleted; retire it instead");
            }
            if (asset.kind().equals(AssetKind.MODEL) && assets.isServed(asset.ref())) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        asset.ref() + " is the model of a published service; retire that service first");
            }
            assets.delete(asset.id());
            new AssetHistory(sql).delete(asset.id());
            events.append(
                    new RegistryEvent.AssetDeleted(asset.id(), asset.kind().wireName(), asset.name(), asset.version()));
            return asset;
        });
    }

    private static void requireMutable(Asset asset, JsonNode patch) {
        if (!patch.isObject()) {
            throw Problem.invalid("/", null, "an object with description, tags, labels or owner");
        }
        List<Violation> fixed = patch.properties().stream()
                .map(Map.Entry::getKey)
                .filter(IMMUTABLE::contains)
                .map(member -> new Violation(
                        "/" + member,
                        patch.path(member).isValueNode() ? patch.path(member).asText() : "a change",
                        asset.status() == AssetStatus.DRAFT
                                ? "one of description, tags, labels, owner; POST /apply changes a draft"
                                : "no change: " + asset.ref() + " is "
                                        + asset.status().wireName()))
                .toList();
        if (!fixed.isEmpty()) {
            boolean draft = asset.status() == AssetStatus.DRAFT;
            throw new Problem(draft ? ErrorCode.VALIDATION_FAILED : ErrorCode.VERSION_IMMUTABLE, fixed);
        }
    }

    private static ObjectNode merged(Asset asset, JsonNode patch) {
        ObjectNode content = SourceTree.NODES.objectNode();
        content.put("description", asset.description());
        content.put("owner", asset.owner());
        content.set("tags", AssetRow.jsonArray(asset.tags()));
        content.set("labels", AssetRow.jsonObject(asset.labels()));
        patch.properties().forEach(member -> {
            if (member.getKey().equals("labels") && member.getValue() instanceof ObjectNode labels) {
                content.withObjectProperty("labels").setAll(labels);
            } else {
                content.set(member.getKey(), member.getValue());
            }
        });
        content.removeIf(JsonNode::isNull);
        if (content.get("labels") instanceof ObjectNode labels) {
            labels.removeIf(JsonNode::isNull);
        }
        return content;
    }
}
