// SPDX-License-Identifier: Apache-2.0
/**
 * The dialects that clients and upstreams speak, and one neutral conversation between them. It promises that what is
 * translated says the same: what the other dialect cannot say is refused by the name of its field.
 */
@NullMarked
package dev.llmops.forge.dialect;

import org.jspecify.annotations.NullMarked;
