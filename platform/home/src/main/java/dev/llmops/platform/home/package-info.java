// SPDX-License-Identifier: Apache-2.0
/** The home directory with all state of an installation, its lock, its master key, and the program's start and stop. */
@NullMarked
package dev.llmops.platform.home;

import org.jspecify.annotations.NullMarked;
