// SPDX-License-Identifier: Apache-2.0
/** The door of the registry: versioned assets, their manifests and their life cycle. */
@NullMarked
package dev.llmops.contracts.registry;

import org.jspecify.annotations.NullMarked;
