// SPDX-License-Identifier: Apache-2.0
/**
 * The forms that signatures travel in: DSSE envelopes, in-toto statements, sigstore bundles. Read strictly, within bounds,
 * and never judged here.
 */
@NullMarked
package dev.llmops.provenance.envelope;

import org.jspecify.annotations.NullMarked;
