// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.util.Optional;

/** Finds the vector of a text when it was computed before. */
@FunctionalInterface
public interface TextVectors {
    Optional<float[]> find(String text);
}
