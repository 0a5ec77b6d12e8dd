// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.llmops.registry.mlflow;

import org.jspecify.annotations.NullMarked;
