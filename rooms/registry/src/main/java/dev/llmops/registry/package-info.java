// SPDX-License-Identifier: Apache-2.0
/**
 * Versions of models, prompts and services: read from manifests, immutable once published, listed in SemVer order. It
 * refuses what does not fit the kind's schema, and it never changes what was published.
 */
@NullMarked
package dev.llmops.registry;

import org.jspecify.annotations.NullMarked;
