// SPDX-License-Identifier: Apache-2.0
/**
 * Where a service's calls go: routes, the targets they name, the choice among them, and the walk along that choice until
 * one answers. The choice is made in memory from what the snapshot holds and what the targets did lately; the same code
 * chooses for a call and explains to people.
 */
@NullMarked
package dev.llmops.gateway.route;

import org.jspecify.annotations.NullMarked;
