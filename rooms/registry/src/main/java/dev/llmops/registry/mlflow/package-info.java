// SPDX-License-Identifier: Apache-2.0
/**
 * The registry as MLflow's clients know one: registered models and model versions of REST 2.0 over assets of kind
 * {@code model}. A version keeps its number for ever; what MLflow deletes is retired and hidden here, never lost. It
 * refuses to rename: other assets refer to models by their names.
 */
@NullMarked
package dev.llmops.registry.mlflow;

import org.jspecify.annotations.NullMarked;
