// SPDX-License-Identifier: Apache-2.0
/**
 * Whom an organisation believes: keys and authorities with their purpose and time, its own signing keys, and the build
 * services it knows. Private keys are made here and never leave.
 */
@NullMarked
package dev.llmops.provenance.trust;

import org.jspecify.annotations.NullMarked;
