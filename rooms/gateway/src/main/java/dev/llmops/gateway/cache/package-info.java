// SPDX-License-Identifier: Apache-2.0
/**
 * Answers kept for the same question: which requests may be answered so, by what they are known again, and what is kept
 * how long. An answer never reaches another tenant, nor another subscription unless the service's publisher says so.
 */
@NullMarked
package dev.llmops.gateway.cache;

import org.jspecify.annotations.NullMarked;
