// SPDX-License-Identifier: Apache-2.0
/** Tests of routes: the choice, the walk, what is kept. */
@NullMarked
package dev.llmops.gateway.route;

import org.jspecify.annotations.NullMarked;
