// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import dev.llmops.contracts.registry.Asset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version as MLflow sees it: its number and the asset behind. Labels are its tags, but for the stage.
 *
 * @param aliases those that lead to it, by name
 */
record ModelVersion(int number, Asset asset, List<String> aliases) {
    Stage stage() {
        return Stage.ofLabel(asset.labels().get(Stage.LABEL));
    }

    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>(asset.labels());
        tags.remove(Stage.LABEL);
        return tags;
    }

    /** Where its files lie; of a version that the registry made, nothing is known. */
    @Nullable
    String source() {
        return text("uri");
    }

    @Nullable
    String runId() {
        return text("run_id");
    }

    @Nullable
    String runLink() {
        return text("run_link");
    }

    private @Nullable String text(String member) {
        return AssetManifest.spec(asset).path("source").path(member).textValue();
    }

    /** What a filter may ask about. */
    @Nullable
    String field(String name) {
        return switch (name) {
            case "name" -> ModelNames.original(asset.name());
            case "run_id" -> runId();
            case "source_path" -> source();
            case "version_number" -> Integer.toString(number);
            default -> tags().get(name.substring("tags.".length()));
        };
    }
}
