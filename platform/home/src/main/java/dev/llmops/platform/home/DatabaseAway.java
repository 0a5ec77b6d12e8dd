// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

/**
 * Thrown by a {@link LifecycleStep} that cannot start because the database does not answer. The step is tried again,
 * and steps that do not need the database start meanwhile.
 */
public final class DatabaseAway extends RuntimeException {
    public DatabaseAway(String message, Throwable cause) {
        super(message, cause);
    }
}
