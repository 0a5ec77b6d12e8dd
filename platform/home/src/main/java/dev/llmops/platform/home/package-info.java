// SPDX-License-Identifier: Apache-2.0
/**
 * The home directory with all state of an installation, its lock, its master key, and the program's start and stop.
 * The main class is here; it starts PostgreSQL beside Quarkus through {@link dev.llmops.platform.home.EarlyStart}, so
 * that this package knows nothing of SQL.
 */
@NullMarked
package dev.llmops.platform.home;

import org.jspecify.annotations.NullMarked;
