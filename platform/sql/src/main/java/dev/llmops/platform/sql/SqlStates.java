// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a five-character SQLSTATE means to a transaction. */
final class SqlStates {
    static final String INVALID_URL = "LLM01";

    enum Kind {
        /** The server is gone, going or starting. */
        CONNECTION_LOST,
        /** Another transaction was in the way; the same work may succeed when repeated. */
        REPEATABLE,
        /** The statement or the transaction took too long. */
        TIMED_OUT,
        /** Every connection is in use. */
        EXHAUSTED,
        DISK_FULL,
        OTHER
    }

    private SqlStates() {}

    static Kind kind(Throwable failure) {
        SQLException cause = sqlException(failure);
        if (cause == null) {
            return Kind.OTHER;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        String state = String.valueOf(cause.getSQLState());
        return switch (state) {
            case "40001", "40P01" -> Kind.REPEATABLE;
            case "57014", "25P04", "25P03" -> Kind.TIMED_OUT;
            case "53300" -> Kind.EXHAUSTED;
            case "53100" -> Kind.DISK_FULL;
            case "57P01", "57P02", "57P03", "57P05" -> Kind.CONNECTION_LOST;
            default -> {
                if (state.startsWith("08")) {
                    yield Kind.CONNECTION_LOST;
                }
                yield message.contains("acquisition timeout") ? Kind.EXHAUSTED : Kind.OTHER;
            }
        };
    }

    /** The innermost exception that carries a state, or the outermost SQL exception, or null. */
    static @Nullable SQLException sqlException(Throwable failure) {
        SQLException found = null;
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
                found = sql;
            }
        }
        return found;
    }
}
