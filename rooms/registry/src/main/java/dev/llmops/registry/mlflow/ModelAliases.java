// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.registry.alias.Aliases;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * The calls under {@code registered-models/alias}: the registry's own aliases, with their rules and their history, by the
 * numbers of MLflow. MLflow knows no conditions, so that the last one who leads an alias somewhere is right.
 */
@Singleton
final class ModelAliases {
    private static final Pattern RESERVED = Pattern.compile("v[0-9]+");
    private static final String REASON = "by MLflow";

    private final MlflowModels models;
    private final MlflowVersions versions;
    private final Aliases aliases;

    ModelAliases(MlflowModels models, MlflowVersions versions, Aliases aliases) {
        this.models = models;
        this.versions = versions;
        this.aliases = aliases;
    }

    ObjectNode set(Caller caller, MlflowRequest request) {
        String alias = request.required("alias");
        if (RESERVED.matcher(alias).matches()) {
            throw Problem.invalid("alias", alias, "another name; v and a number stand for versions");
        }
        ModelVersion version = versions.get(caller, request.required("name"), request.required("version"));
        aliases.set(
                caller,
                AssetKind.MODEL,
                version.asset().name(),
                alias,
                Aliases.Lead.anyway(version.asset().version(), REASON));
        return MlflowJson.object();
    }

    /** Says nothing of an alias that is not there, as MLflow does not. */
    ObjectNode delete(Caller caller, MlflowRequest request) {
        MlflowDao.Model model = models.get(caller, request.required("name"));
        aliases.removeAnyway(caller, AssetKind.MODEL, model.assetName(), request.required("alias"), REASON);
        return MlflowJson.object();
    }

    /** Clients know a missing alias by MLflow's own code and words. */
    ObjectNode get(Caller caller, MlflowRequest request) {
        String name = request.required("name");
        String alias = request.required("alias");
        MlflowDao.Lead lead = versions.aliases(caller, models.get(caller, name)).stream()
                .filter(one -> one.alias().equals(alias))
                .findFirst()
                .orElseThrow(() -> missing(alias));
        return MlflowJson.object()
                .set("model_version", MlflowJson.version(versions.get(caller, name, Integer.toString(lead.number()))));
    }

    private static Problem missing(String alias) {
        return new Problem(ErrorCode.VALIDATION_FAILED, "Registered model alias " + alias + " not found.");
    }
}
