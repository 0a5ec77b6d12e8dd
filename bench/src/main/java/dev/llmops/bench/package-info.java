// SPDX-License-Identifier: Apache-2.0
/**
 * Load programs that print ratios against a reference in the same run. The primary figure is CPU time per unit of work;
 * rounds are interleaved, their median and spread reported, and a round in which other programs used more than a tenth
 * of the machine is void.
 */
@NullMarked
package dev.llmops.bench;

import org.jspecify.annotations.NullMarked;
