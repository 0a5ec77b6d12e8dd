// SPDX-License-Identifier: Apache-2.0
/** The door of forge: upstreams, and one inference call as frames. */
@NullMarked
package dev.llmops.contracts.forge;

import org.jspecify.annotations.NullMarked;
