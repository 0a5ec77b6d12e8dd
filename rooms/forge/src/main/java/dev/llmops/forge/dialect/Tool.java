// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model may call.
 *
 * @param schema of its arguments: a JSON object as compact text; null when it takes none
 * @param strict whether arguments must follow the schema; null when nothing was said
 */
public record Tool(
        String name,
        @Nullable String description,
        @Nullable String schema,
        @Nullable Boolean strict) {
    /** The schema of a tool that takes no arguments. */
    public static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    public String schemaOrNone() {
        return schema == null ? NO_ARGUMENTS : schema;
    }
}
