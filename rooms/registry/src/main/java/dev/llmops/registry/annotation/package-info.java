// SPDX-License-Identifier: Apache-2.0
/**
 * Typed notes on a version: model cards, metrics, experiment runs, variants. They are no part of its digest.
 */
@NullMarked
package dev.llmops.registry.annotation;

import org.jspecify.annotations.NullMarked;
