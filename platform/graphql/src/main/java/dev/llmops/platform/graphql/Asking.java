// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.platform.web.Standing;
import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import java.util.Map;
import java.util.Objects;

/** What belongs to one question: who asks, and whether they still may while it goes on. */
final class Asking {
    private Asking() {}

    static Map<Object, Object> by(Caller caller, Standing standing) {
        return Map.of(Caller.class, caller, Standing.class, standing);
    }

    static Standing standing(DataFetchingEnvironment environment) {
        Standing standing = environment.getGraphQlContext().get(Standing.class);
        return Objects.requireNonNull(standing, "no question is asked without a caller");
    }

    static Caller caller(GraphQLContext context) {
        return Objects.requireNonNull(context.get(Caller.class), "no question is asked without a caller");
    }

    static Caller caller(DataFetchingEnvironment environment) {
        return caller(environment.getGraphQlContext());
    }
}
