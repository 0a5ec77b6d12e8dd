// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import java.util.function.Predicate;

/** How the room reads a dependency's constraint. */
@FunctionalInterface
public interface VersionChoice {
    /** Which versions satisfy it. Nothing satisfies a text that is no constraint. */
    Predicate<String> satisfying(String constraint);
}
