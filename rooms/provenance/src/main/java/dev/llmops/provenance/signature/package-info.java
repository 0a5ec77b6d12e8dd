// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures and attestations of versions: kept as they were sent, judged anew each time they are read, so that a
 * revocation or another trust root counts at once.
 */
@NullMarked
package dev.llmops.provenance.signature;

import org.jspecify.annotations.NullMarked;
