// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Whether tools are called.
 *
 * @param name of the tool that must be called; only with {@link Mode#NAMED}
 * @param parallel whether several may be called at once
 */
public record ToolChoice(Mode mode, @Nullable String name, boolean parallel) {
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null, true);

    public enum Mode {
        AUTO,
        NONE,
        REQUIRED,
        NAMED
    }
}
