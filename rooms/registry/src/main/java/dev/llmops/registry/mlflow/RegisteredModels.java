// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls under {@code registered-models}, from MLflow's words to its answers. */
@Singleton
final class RegisteredModels {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final MlflowModels models;
    private final MlflowVersions versions;

    RegisteredModels(MlflowModels models, MlflowVersions versions) {
        this.models = models;
        this.versions = versions;
    }

    ObjectNode create(Caller caller, MlflowRequest request) {
        return answer(MlflowJson.model(
                models.create(caller, request.required("name"), request.text("description"), request.tags()),
                List.of(),
                List.of()));
    }

    ObjectNode get(Caller caller, MlflowRequest request) {
        return answer(caller, models.get(caller, request.required("name")));
    }

    ObjectNode update(Caller caller, MlflowRequest request) {
        return answer(caller, models.describe(caller, request.required("name"), request.text("description")));
    }

    ObjectNode rename(Caller caller, MlflowRequest request) {
        models.get(caller, request.required("name"));
        throw new Problem(
                ErrorCode.VALIDATION_FAILED,
                "new_name: a model keeps its name, since other assets refer to it by that; register the new name beside it");
    }

    ObjectNode delete(Caller caller, MlflowRequest request) {
        versions.deleteModel(caller, request.required("name"));
        return MlflowJson.object();
    }

    ObjectNode latest(Caller caller, MlflowRequest request) {
        List<Stage> stages = request.texts("stages").stream().map(Stage::parse).toList();
        List<ModelVersion> latest = versions.latest(caller, models.get(caller, request.required("name")), stages);
        return MlflowJson.object().set("model_versions", MlflowJson.versions(latest));
    }

    ObjectNode setTag(Caller caller, MlflowRequest request) {
        String value = request.text("value");
        models.tag(caller, request.required("name"), request.required("key"), value == null ? "" : value);
        return MlflowJson.object();
    }

    ObjectNode deleteTag(Caller caller, MlflowRequest request) {
        models.tag(caller, request.required("name"), request.required("key"), null);
        return MlflowJson.object();
    }

    /** By name; {@code page_token} is the last name of the page before. */
    ObjectNode search(Caller caller, MlflowRequest request) {
        SearchFilter filter = SearchFilter.parse(request.text("filter"));
        requireByName(request.texts("order_by"));
        int limit = request.limit(USUAL, MOST);
        ObjectNode answer = MlflowJson.object();
        ArrayNode found = answer.putArray("registered_models");
        String token = request.text("page_token");
        String after = token == null ? "" : ModelNames.page(token);
        for (int reads = 0; after != null && found.size() < limit && reads < 20; reads++) {
            MlflowModels.Listed listed = models.list(caller, after, limit - found.size());
            listed.models().stream()
                    .filter(model -> filter.matches(field -> field(model, field)))
                    .forEach(model -> found.add(versions.shown(caller, model)));
            after = listed.next();
        }
        if (after != null) {
            answer.put("next_page_token", ModelNames.token(after));
        }
        return answer;
    }

    private static @Nullable String field(MlflowDao.Model model, String field) {
        if (field.equals("name")) {
            return ModelNames.original(model.assetName());
        }
        if (field.startsWith("tags.")) {
            return model.tags().get(field.substring("tags.".length()));
        }
        throw Problem.invalid("filter", field, "name or tags.KEY");
    }

    static void requireByName(List<String> orders) {
        for (String order : orders) {
            if (!order.strip().matches("(?i)name(?:\\s+asc)?")) {
                throw Problem.invalid("order_by", order, "name ASC, which is the only order");
            }
        }
    }

    private ObjectNode answer(Caller caller, MlflowDao.Model model) {
        return answer(versions.shown(caller, model));
    }

    private static ObjectNode answer(ObjectNode model) {
        return MlflowJson.object().set("registered_model", model);
    }
}
