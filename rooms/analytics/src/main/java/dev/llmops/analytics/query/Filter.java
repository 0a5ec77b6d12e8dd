// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A condition on a dimension. A missing value differs from every value.
 *
 * @param values texts or booleans, as the dimension is; one, except for {@code in} and {@code not_in}
 */
record Filter(Dimension dimension, Operator operator, List<Object> values) {
    Filter {
        values = List.copyOf(values);
    }

    enum Operator {
        EQ,
        NE,
        IN,
        NOT_IN,
        GT,
        GTE,
        LT,
        LTE,
        CONTAINS,
        STARTS_WITH,
        EXISTS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean takesList() {
            return this == IN || this == NOT_IN;
        }

        /** Order and parts are known to texts only. */
        boolean textOnly() {
            return switch (this) {
                case GT, GTE, LT, LTE, CONTAINS, STARTS_WITH -> true;
                case EQ, NE, IN, NOT_IN, EXISTS -> false;
            };
        }

        static Operator parse(String name, String field) {
            return Arrays.stream(values())
                    .filter(operator -> operator.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid(
                            field,
                            name,
                            "one of "
                                    + Arrays.stream(values())
                                            .map(Operator::wireName)
                                            .collect(Collectors.joining(", "))));
        }
    }
}
