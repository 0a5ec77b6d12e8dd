// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

/** As many connections as may be are in use, and as many calls as may wait are waiting. */
public final class AllInUseException extends Exception {
    private static final long serialVersionUID = 1L;

    AllInUseException() {
        super("all connections are in use", null, false, false);
    }
}
