// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

/** Something that ends the command with a message for the reader and an exit code for the script. */
final class Refusal extends RuntimeException {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int UNAUTHENTICATED = 4;

    private final int exitCode;

    Refusal(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
