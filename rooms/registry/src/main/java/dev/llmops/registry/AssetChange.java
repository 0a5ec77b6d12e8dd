// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of a change for the OpenAPI document; {@link AssetEditing} reads it as a merge patch, where null removes. */
record AssetChange(
        @Nullable String description,
        @Nullable List<String> tags,
        @Nullable Map<String, String> labels,
        @Nullable String owner) {}
