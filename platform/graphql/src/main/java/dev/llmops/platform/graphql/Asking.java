// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Caller;
import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import java.util.Map;
import java.util.Objects;

/** What belongs to one question: who asks. */
final class Asking {
    private Asking() {}

    static Map<Object, Object> by(Caller caller) {
        return Map.of(Caller.class, caller);
    }

    static Caller caller(GraphQLContext context) {
        return Objects.requireNonNull(context.get(Caller.class), "no question is asked without a caller");
    }

    static Caller caller(DataFetchingEnvironment environment) {
        return caller(environment.getGraphQlContext());
    }
}
