// SPDX-License-Identifier: Apache-2.0
/** The assembled product as a child process, and its API as a client would use it: for journeys, faults and benchmarks. */
@NullMarked
package dev.llmops.kits.product;

import org.jspecify.annotations.NullMarked;
