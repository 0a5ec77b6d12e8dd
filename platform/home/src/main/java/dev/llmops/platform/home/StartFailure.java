// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something that keeps the program from starting and that a person can put right. Its message is all that is printed,
 * so it says what was found and what to do.
 */
public final class StartFailure extends RuntimeException {
    /** A general failure. */
    public static final int FAILED = 1;

    /** The place is taken: the home is in use, or the port. */
    public static final int TAKEN = 2;

    private final int exitCode;

    public StartFailure(String message) {
        this(message, FAILED);
    }

    public StartFailure(String message, int exitCode) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** What to say when something in the home cannot be created or written. */
    public static StartFailure cannotWrite(Path path, IOException cause) {
        return new StartFailure("Cannot write to " + path + ": " + reason(cause)
                + ". Make it writable for the user that starts LLMOps and see that the disk has room, or choose another"
                + " place with --home DIR.");
    }

    public int exitCode() {
        return exitCode;
    }

    private static String reason(IOException cause) {
        String text = cause.getMessage();
        return cause.getClass().getSimpleName().replace("Exception", "") + (text == null ? "" : " (" + text + ")");
    }
}
