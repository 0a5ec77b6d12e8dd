// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Instant;

/** ULIDs: 26 characters of Crockford base 32, ordered by time. Every id of the product is one. */
public final class Ulids {
    private Ulids() {}

    /** A new id, greater than every id this process made before. */
    public static String next() {
        return UlidCreator.getMonotonicUlid().toString();
    }

    /** The moment an id was made, to the millisecond. */
    public static Instant instantOf(String ulid) {
        return Ulid.from(ulid).getInstant();
    }

    /** Whether the text has the form of an id; upper and lower case are accepted. */
    public static boolean isUlid(String text) {
        return Ulid.isValid(text);
    }

    static String require(String text, String field) {
        if (!isUlid(text)) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    Violation.of(field, text, "a ULID of 26 characters, such as 01JAZ3K6Q0V8B7M4N2T9R5XWYE"));
        }
        return text;
    }
}
