// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults found in a route so far. */
final class RouteFaults {
    private static final int MAX = 100;

    private final List<Violation> all = new ArrayList<>();

    List<Violation> all() {
        return all;
    }

    void add(String field, @Nullable Object value, String expected) {
        if (all.size() < MAX) {
            all.add(Violation.of(field, value, expected));
        }
    }

    void add(Violation violation) {
        if (all.size() < MAX) {
            all.add(violation);
        }
    }

    /** The value, the default when there is none; a fault when it lies outside. */
    long within(String field, @Nullable Long value, long byDefault, long least, long most) {
        if (value == null) {
            return byDefault;
        }
        if (value < least || value > most) {
            add(field, value, least + " to " + most);
        }
        return value;
    }
}
