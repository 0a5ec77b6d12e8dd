// SPDX-License-Identifier: Apache-2.0
/**
 * The command line client. It speaks the public REST API and nothing else; exit codes are 0 done, 1 refused, 2 wrong
 * usage, 3 not reachable, 4 not authenticated.
 */
@NullMarked
package dev.llmops.cli;

import org.jspecify.annotations.NullMarked;
