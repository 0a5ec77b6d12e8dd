// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** What kept a row from being written, for DAOs that turn it into their own refusal. */
public final class Conflicts {
    private Conflicts() {}

    /** Whether a unique constraint or index of this name was violated (SQLSTATE 23505). */
    public static boolean isUniqueViolation(Throwable failure, String constraint) {
        return violates(failure, "23505", constraint);
    }

    /** Whether a foreign key of this name was violated (SQLSTATE 23503). */
    public static boolean isForeignKeyViolation(Throwable failure, String constraint) {
        return violates(failure, "23503", constraint);
    }

    private static boolean violates(Throwable failure, String state, String constraint) {
        SQLException cause = SqlStates.sqlException(failure);
        return cause instanceof PSQLException sql
                && state.equals(sql.getSQLState())
                && sql.getServerErrorMessage() != null
                && constraint.equals(sql.getServerErrorMessage().getConstraint());
    }
}
