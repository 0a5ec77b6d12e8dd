// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import dev.llmops.kernel.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** MLflow's stages: the label {@code mlflow.stage} of a version, so that every change of it can be taken back. */
enum Stage {
    NONE("None"),
    STAGING("Staging"),
    PRODUCTION("Production"),
    ARCHIVED("Archived");

    static final String LABEL = "mlflow.stage";

    private final String wireName;

    Stage(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /** In any case, as MLflow reads it. */
    static Stage parse(String text) {
        for (Stage stage : values()) {
            if (stage.wireName.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
                return stage;
            }
        }
        throw Problem.invalid("stage", text, "None, Staging, Production or Archived");
    }

    static Stage ofLabel(@Nullable String label) {
        for (Stage stage : values()) {
            if (stage.wireName.equals(label)) {
                return stage;
            }
        }
        return NONE;
    }
}
