// SPDX-License-Identifier: Apache-2.0
/**
 * Judges signatures. A verdict says what was checked, what was not, and why, in sentences for people; whatever is sent,
 * judging ends in a verdict.
 */
@NullMarked
package dev.llmops.provenance.verdict;

import org.jspecify.annotations.NullMarked;
