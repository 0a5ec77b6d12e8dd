// SPDX-License-Identifier: Apache-2.0
/**
 * The edge of the house: who calls and what they may do, problems, idempotency, conditional requests, and the one table
 * of routes from which router, sweep test and OpenAPI derive.
 */
@NullMarked
package dev.llmops.platform.web;

import org.jspecify.annotations.NullMarked;
