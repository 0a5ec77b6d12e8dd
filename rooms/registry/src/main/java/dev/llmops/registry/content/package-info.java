// SPDX-License-Identifier: Apache-2.0
/**
 * Large objects by digest: resumable uploads, ranged downloads, quota, tiers, scrub, and the files of versions. Bytes
 * stream through with bounded memory; an acknowledged byte is on the disk. Nothing is ever unpacked, rendered or run.
 */
@NullMarked
package dev.llmops.registry.content;

import org.jspecify.annotations.NullMarked;
