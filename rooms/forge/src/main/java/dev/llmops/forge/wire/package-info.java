// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP/1.1 to an upstream with as little as it takes: kept connections per event loop, one call at a time on each, a
 * request written in one piece. It promises that a connection which is not known to be clean is never used again.
 */
@NullMarked
package dev.llmops.forge.wire;

import org.jspecify.annotations.NullMarked;
