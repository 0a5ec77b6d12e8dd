// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;

/** The request cannot be said in the upstream's dialect, or is not of its own. The message is for the client. */
public final class UntranslatableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String field;

    public UntranslatableException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** What the other dialect has no word for. */
    public static UntranslatableException unsaid(String field, String expected) {
        return new UntranslatableException(
                field, field + ": this model's provider has nothing like it (expected: " + expected + ")");
    }

    /** The field at fault, such as {@code messages[0].content}; empty for the whole body. */
    public String field() {
        return field;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
