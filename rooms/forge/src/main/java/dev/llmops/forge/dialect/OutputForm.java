// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import org.jspecify.annotations.Nullable;

/**
 * JSON as the answer's form.
 *
 * @param at its field in the client's request, for refusals
 * @param schema a JSON object as compact text; null for any JSON
 */
public record OutputForm(
        String at,
        @Nullable String name,
        @Nullable String description,
        @Nullable String schema,
        @Nullable Boolean strict) {
    public String nameOrDefault() {
        return name == null ? "answer" : name;
    }
}
