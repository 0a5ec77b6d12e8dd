// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param reference the same quantity of the reference, when there is one
 * @param ratio value to reference
 * @param foreignCpu the share of the machine that other programs used meanwhile, 0 to 1
 */
record Figure(
        String name,
        double value,
        String unit,
        @Nullable Double reference,
        @Nullable Double ratio,
        double foreignCpu) {}
