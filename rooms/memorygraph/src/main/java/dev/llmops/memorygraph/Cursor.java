// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Where a page begins: behind a row, by what the list is ordered by and the row's id.
 *
 * @param key a name or a time
 */
record Cursor(String key, String id) {
    static String of(Object key, String id) {
        return key + "\n" + id;
    }

    /** Of a list ordered by name. */
    static @Nullable Cursor named(PageRequest page) {
        String after = page.after();
        if (after == null) {
            return null;
        }
        int end = after.lastIndexOf('\n');
        if (end < 0 || !EventTerms.isUuid(after.substring(end + 1)) || after.indexOf('\0') >= 0) {
            throw Problem.invalid("cursor", "another form", "the next_cursor of the page before");
        }
        return new Cursor(after.substring(0, end), after.substring(end + 1));
    }

    /** Of a list ordered by time. */
    static @Nullable Cursor timed(PageRequest page) {
        Cursor cursor = named(page);
        try {
            return cursor == null ? null : new Cursor(Instant.parse(cursor.key).toString(), cursor.id);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("cursor", "another form", "the next_cursor of the page before");
        }
    }
}
