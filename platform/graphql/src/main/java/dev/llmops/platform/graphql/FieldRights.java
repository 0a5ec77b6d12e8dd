// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Permission;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks each field's {@code @allow} before it is fetched. A root field without one prevents the start. */
final class FieldRights extends SimplePerformantInstrumentation {
    private final Map<GraphQLFieldDefinition, Permission> permissions = new HashMap<>();

    FieldRights(GraphQLSchema schema) {
        for (GraphQLObjectType type : schema.getAllElementsAsList().stream()
                .filter(GraphQLObjectType.class::isInstance)
                .map(GraphQLObjectType.class::cast)
                .toList()) {
            boolean root = roots(schema).contains(type);
            for (GraphQLFieldDefinition field : type.getFieldDefinitions()) {
                Permission permission = permissionOf(field);
                if (permission != null) {
                    permissions.put(field, permission);
                } else if (root && !field.getName().startsWith("_")) {
                    throw new IllegalStateException(
                            type.getName() + "." + field.getName() + " does not say who may ask for it: @allow");
                }
            }
        }
    }

    private static List<GraphQLObjectType> roots(GraphQLSchema schema) {
        return Stream.of(schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())
                .toList();
    }

    private static @Nullable Permission permissionOf(GraphQLFieldDefinition field) {
        GraphQLAppliedDirective allow = field.getAppliedDirective("allow");
        if (allow == null) {
            return null;
        }
        String permission = allow.getArgument("permission").getValue();
        return Permission.parse(Objects.requireNonNull(permission));
    }

    @Override
    public DataFetcher<?> instrumentDataFetcher(
            DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters, InstrumentationState state) {
        Permission permission = permissions.get(parameters.getEnvironment().getFieldDefinition());
        if (permission == null) {
            return fetcher;
        }
        return environment -> {
            Asking.caller(environment).require(permission);
            return fetcher.get(environment);
        };
    }
}
