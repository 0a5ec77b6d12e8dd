// SPDX-License-Identifier: Apache-2.0
/** The kit and, through it, the promises of platform/sql. */
@NullMarked
package dev.llmops.kits.postgres;

import org.jspecify.annotations.NullMarked;
