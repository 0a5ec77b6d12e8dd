// SPDX-License-Identifier: Apache-2.0
/**
 * Keys, signatures, certificate chains, Merkle proofs and checksums. What is read here is hostile: every parser is strict
 * and bounded, and an algorithm follows from the key and never from what was signed.
 */
@NullMarked
package dev.llmops.provenance.crypto;

import org.jspecify.annotations.NullMarked;
