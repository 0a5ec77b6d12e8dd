// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls under {@code model-versions}, from MLflow's words to its answers. */
@Singleton
final class ModelVersions {
    private static final int USUAL = 1_000;
    private static final int MODELS_AT_ONCE = 100;

    private final MlflowModels models;
    private final MlflowVersions versions;

    ModelVersions(MlflowModels models, MlflowVersions versions) {
        this.models = models;
        this.versions = versions;
    }

    ObjectNode create(Caller caller, MlflowRequest request) {
        AssetManifest.Registration registration = new AssetManifest.Registration(
                request.text("description"),
                request.tags(),
                request.text("source"),
                request.text("run_id"),
                request.text("run_link"));
        return answer(versions.create(caller, request.required("name"), registration));
    }

    ObjectNode get(Caller caller, MlflowRequest request) {
        return answer(found(caller, request));
    }

    ObjectNode update(Caller caller, MlflowRequest request) {
        return answer(versions.describe(
                caller, request.required("name"), request.required("version"), request.text("description")));
    }

    ObjectNode delete(Caller caller, MlflowRequest request) {
        versions.delete(caller, request.required("name"), request.required("version"));
        return MlflowJson.object();
    }

    ObjectNode transition(Caller caller, MlflowRequest request) {
        return answer(versions.transition(
                caller,
                request.required("name"),
                request.required("version"),
                Stage.parse(request.required("stage")),
                request.flag("archive_existing_versions")));
    }

    ObjectNode downloadUri(Caller caller, MlflowRequest request) {
        String source = found(caller, request).source();
        if (source == null) {
            throw Problem.notFound(
                    "version", request.required("version"), "a version that was registered with its source");
        }
        return MlflowJson.object().put("artifact_uri", source);
    }

    ObjectNode setTag(Caller caller, MlflowRequest request) {
        String value = request.text("value");
        versions.tag(
                caller,
                request.required("name"),
                request.required("version"),
                request.required("key"),
                value == null ? "" : value);
        return MlflowJson.object();
    }

    ObjectNode deleteTag(Caller caller, MlflowRequest request) {
        versions.tag(caller, request.required("name"), request.required("version"), request.required("key"), null);
        return MlflowJson.object();
    }

    /** By name, newest version first within it. A page holds whole models; it may be longer than was asked for. */
    ObjectNode search(Caller caller, MlflowRequest request) {
        SearchFilter filter = SearchFilter.parse(request.text("filter"));
        RegisteredModels.requireByName(request.texts("order_by"));
        int limit = request.limit(USUAL, USUAL);
        ObjectNode answer = MlflowJson.object();
        ArrayNode found = answer.putArray("model_versions");
        String token = request.text("page_token");
        MlflowModels.Listed listed = some(caller, filter.name(), token);
        List<MlflowDao.Model> left = new ArrayList<>(listed.models());
        String next = listed.next();
        while (!left.isEmpty()) {
            MlflowDao.Model model = left.removeFirst();
            versions.of(caller, model).stream()
                    .filter(version -> filter.matches(version::field))
                    .forEach(version -> found.add(MlflowJson.version(version)));
            if (found.size() >= limit && !left.isEmpty()) {
                next = model.assetName();
                break;
            }
        }
        if (next != null) {
            answer.put("next_page_token", ModelNames.token(next));
        }
        return answer;
    }

    private MlflowModels.Listed some(Caller caller, @Nullable String name, @Nullable String token) {
        if (name == null) {
            return models.list(caller, token == null ? "" : ModelNames.page(token), MODELS_AT_ONCE);
        }
        try {
            return new MlflowModels.Listed(List.of(models.get(caller, name)), null);
        } catch (Problem unknown) {
            if (unknown.code().status() != 404) {
                throw unknown;
            }
            return new MlflowModels.Listed(List.of(), null);
        }
    }

    private ModelVersion found(Caller caller, MlflowRequest request) {
        return versions.get(caller, request.required("name"), request.required("version"));
    }

    private static ObjectNode answer(ModelVersion version) {
        return MlflowJson.object().set("model_version", MlflowJson.version(version));
    }
}
