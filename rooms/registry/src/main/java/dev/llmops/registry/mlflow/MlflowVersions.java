// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Model versions. A version that MLflow makes becomes {@code n.0.0} when that is free, else the next free {@code n.0.x};
 * it is published when the caller may and the checks pass. Versions of one model are changed one at a time here.
 */
@Singleton
final class MlflowVersions {
    static final int MAX_VERSIONS = 1_000;
    private static final int MAX_PATCH = 100;
    private static final int LOCKS = 64;
    private static final String REASON = "by MLflow";

    private final Database database;
    private final Registry registry;
    private final MlflowModels models;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    MlflowVersions(Database database, Registry registry, MlflowModels models) {
        this.database = database;
        this.registry = registry;
        this.models = models;
    }

    ModelVersion create(Caller caller, String name, AssetManifest.Registration registration) {
        MlflowDao.Numbered reserved = database.change(caller, (sql, events) -> {
            String assetName = models.settled(sql, caller, name).assetName();
            MlflowDao versions = new MlflowDao(sql);
            int number = versions.highest(assetName) + 1;
            MlflowDao.Numbered next = new MlflowDao.Numbered(assetName, number, free(versions, assetName, number), "");
            versions.number(caller.tenant().value(), next);
            return next;
        });
        Asset asset = registry.apply(
                        caller,
                        AssetManifest.of(reserved.assetName(), reserved.version(), registration)
                                .toString())
                .asset();
        return new ModelVersion(reserved.number(), published(caller, asset), List.of());
    }

    private static String free(MlflowDao versions, String assetName, int number) {
        for (int patch = 0; patch < MAX_PATCH; patch++) {
            String version = number + ".0." + patch;
            if (!versions.taken(assetName, version)) {
                return version;
            }
        }
        throw new Problem(
                ErrorCode.CONFLICT, "The versions " + number + ".0.x are taken; register the version by its SemVer");
    }

    /** What the checks hold back stays a draft, which MLflow sees as pending. */
    private Asset published(Caller caller, Asset asset) {
        if (!caller.may(Permission.REGISTRY_LIFECYCLE)) {
            return asset;
        }
        try {
            return registry.publish(caller, asset.id(), REASON);
        } catch (Problem problem) {
            if (problem.code() != ErrorCode.CHECKS_FAILED) {
                throw problem;
            }
            return asset;
        }
    }

    ModelVersion get(Caller caller, String name, String version) {
        MlflowDao.Model model = models.get(caller, name);
        int number = number(version);
        return database.read(caller.tenant(), sql -> new MlflowDao(sql).version(model.assetName(), number))
                .flatMap(numbered -> registry.describe(caller.tenant(), List.of(numbered.assetId())).stream()
                        .findFirst()
                        .map(asset -> new ModelVersion(number, asset, leading(aliases(caller, model), number))))
                .orElseThrow(() -> Problem.notFound(
                        "version", name + " version " + version, "the number of a version of this model"));
    }

    /** Newest first, at most {@link #MAX_VERSIONS}. */
    List<ModelVersion> of(Caller caller, MlflowDao.Model model) {
        return of(caller, model, aliases(caller, model));
    }

    private List<ModelVersion> of(Caller caller, MlflowDao.Model model, List<MlflowDao.Lead> aliases) {
        List<MlflowDao.Numbered> numbered =
                database.read(caller.tenant(), sql -> new MlflowDao(sql).versions(model.assetName(), MAX_VERSIONS));
        Map<String, Asset> assets = new HashMap<>();
        registry.describe(
                        caller.tenant(),
                        numbered.stream().map(MlflowDao.Numbered::assetId).toList())
                .forEach(asset -> assets.put(asset.id(), asset));
        return numbered.stream()
                .filter(one -> assets.containsKey(one.assetId()))
                .map(one -> new ModelVersion(
                        one.number(),
                        Objects.requireNonNull(assets.get(one.assetId())),
                        leading(aliases, one.number())))
                .toList();
    }

    /** The aliases of the model, by name. */
    List<MlflowDao.Lead> aliases(Caller caller, MlflowDao.Model model) {
        return database.read(caller.tenant(), sql -> new MlflowDao(sql).aliases(model.assetName()));
    }

    private static List<String> leading(List<MlflowDao.Lead> aliases, int number) {
        return aliases.stream()
                .filter(one -> one.number() == number)
                .map(MlflowDao.Lead::alias)
                .toList();
    }

    /** The newest version in each of some stages; in every stage when none is named. */
    List<ModelVersion> latest(Caller caller, MlflowDao.Model model, List<Stage> stages) {
        return latest(of(caller, model), stages);
    }

    /** A model as its list and its own answer show it: the newest version of each stage, and all its aliases. */
    ObjectNode shown(Caller caller, MlflowDao.Model model) {
        List<MlflowDao.Lead> aliases = aliases(caller, model);
        return MlflowJson.model(model, latest(of(caller, model, aliases), List.of()), aliases);
    }

    private static List<ModelVersion> latest(List<ModelVersion> all, List<Stage> stages) {
        List<ModelVersion> latest = new ArrayList<>();
        for (Stage stage : stages.isEmpty() ? List.of(Stage.values()) : stages) {
            all.stream().filter(one -> one.stage() == stage).findFirst().ifPresent(latest::add);
        }
        return latest;
    }

    ModelVersion describe(Caller caller, String name, String version, @Nullable String description) {
        return changed(caller, name, version, asset -> AssetManifest.of(asset, description, asset.labels())
                .toString());
    }

    /**
     * @param value null removes the tag
     */
    ModelVersion tag(Caller caller, String name, String version, String key, @Nullable String value) {
        if (key.equals(Stage.LABEL)) {
            throw Problem.invalid("key", key, "another key; the stage is changed by a transition");
        }
        return label(caller, name, version, key, value);
    }

    /**
     * @param archiveOthers whether versions that are in the stage now are archived
     */
    ModelVersion transition(Caller caller, String name, String version, Stage stage, boolean archiveOthers) {
        ModelVersion moved = label(caller, name, version, Stage.LABEL, stage == Stage.NONE ? null : stage.wireName());
        if (archiveOthers && (stage == Stage.STAGING || stage == Stage.PRODUCTION)) {
            for (ModelVersion other : of(caller, models.get(caller, name))) {
                if (other.stage() == stage && other.number() != moved.number()) {
                    label(caller, name, Integer.toString(other.number()), Stage.LABEL, Stage.ARCHIVED.wireName());
                }
            }
        }
        return moved;
    }

    private ModelVersion label(Caller caller, String name, String version, String key, @Nullable String value) {
        return changed(caller, name, version, asset -> {
            Map<String, String> labels = new TreeMap<>(asset.labels());
            if (value == null) {
                labels.remove(key);
            } else {
                labels.put(key, value);
            }
            return AssetManifest.of(asset, asset.description(), labels).toString();
        });
    }

    private interface Restated {
        String of(Asset asset);
    }

    private ModelVersion changed(Caller caller, String name, String version, Restated manifest) {
        ReentrantLock lock = locks.get(Math.floorMod((caller.tenant().value() + name).hashCode(), LOCKS));
        lock.lock();
        try {
            ModelVersion before = get(caller, name, version);
            Asset after = registry.apply(caller, manifest.of(before.asset())).asset();
            return new ModelVersion(before.number(), after, before.aliases());
        } finally {
            lock.unlock();
        }
    }

    /** Retires it and hides it from MLflow; its number is never given again. */
    void delete(Caller caller, String name, String version) {
        ModelVersion found = get(caller, name, version);
        retire(caller, found);
        database.change(caller, (sql, events) -> {
            new MlflowDao(sql).hide(found.asset().name(), found.number());
            return found;
        });
    }

    /** The same of the model and every version. */
    void deleteModel(Caller caller, String name) {
        MlflowDao.Model model = models.get(caller, name);
        for (ModelVersion version : of(caller, model)) {
            delete(caller, name, Integer.toString(version.number()));
        }
        models.hide(caller, name);
    }

    private void retire(Caller caller, ModelVersion version) {
        if (version.asset().status() != AssetStatus.RETIRED) {
            registry.retire(caller, version.asset().id(), "deleted " + REASON);
        }
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Problem.invalid("version", text, "the number of a version, such as 1");
    }
}
