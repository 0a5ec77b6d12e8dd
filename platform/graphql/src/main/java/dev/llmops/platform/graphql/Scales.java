// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.kernel.Problem;
import graphql.language.Argument;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weighs a document before anything of it is validated or run. Every fragment is weighed once, so that a document whose
 * fragments double one another costs no more to refuse than to read.
 */
final class Scales {
    static final int MAX_DEPTH = 15;
    static final int MAX_ALIASES = 30;
    static final int MAX_COST = 10_000;
    private static final int DEFAULT_LIMIT = 50;

    private final GraphQLSchema schema;
    private final Map<String, Object> variables;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Weight> weighed = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private Scales(GraphQLSchema schema, Map<String, Object> variables) {
        this.schema = schema;
        this.variables = variables;
    }

    /** Refuses what is too deep, too often renamed or too expensive. */
    static void require(GraphQLSchema schema, Document document, Map<String, Object> variables) {
        Scales scales = new Scales(schema, variables);
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof FragmentDefinition fragment) {
                scales.fragments.put(fragment.getName(), fragment);
            }
        }
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            refuseExcess(scales.weigh(operation.getSelectionSet(), scales.rootOf(operation)));
        }
    }

    private static void refuseExcess(Weight weight) {
        if (weight.depth() > MAX_DEPTH) {
            throw Problem.invalid(
                    "query", "a depth of " + weight.depth(), "at most " + MAX_DEPTH + " levels of fields");
        }
        if (weight.aliases() > MAX_ALIASES) {
            throw Problem.invalid("query", weight.aliases() + " aliases", "at most " + MAX_ALIASES + " aliases");
        }
        if (weight.cost() > MAX_COST) {
            throw Problem.invalid(
                    "query",
                    "a cost of " + weight.cost(),
                    "at most " + MAX_COST + " fields, those of a list counted as often as its limit; ask for fewer");
        }
    }

    private @Nullable GraphQLType rootOf(OperationDefinition operation) {
        return switch (operation.getOperation()) {
            case QUERY -> schema.getQueryType();
            case MUTATION -> schema.getMutationType();
            case SUBSCRIPTION -> schema.getSubscriptionType();
        };
    }

    private Weight weigh(@Nullable SelectionSet selections, @Nullable GraphQLType parent) {
        Weight total = Weight.NOTHING;
        if (selections != null) {
            for (Selection<?> selection : selections.getSelections()) {
                total = total.beside(weigh(selection, parent));
            }
        }
        return total;
    }

    private Weight weigh(Selection<?> selection, @Nullable GraphQLType parent) {
        return switch (selection) {
            case Field field -> weighField(field, parent);
            case InlineFragment inline ->
                weigh(
                        inline.getSelectionSet(),
                        inline.getTypeCondition() == null
                                ? parent
                                : schema.getType(inline.getTypeCondition().getName()));
            case FragmentSpread spread -> weighFragment(spread.getName());
            default -> throw new IllegalStateException("GraphQL has no selection of " + selection.getClass());
        };
    }

    /** A fragment that contains itself is left to the validation, which names it. */
    private Weight weighFragment(String name) {
        Weight known = weighed.get(name);
        FragmentDefinition fragment = fragments.get(name);
        if (known != null || fragment == null) {
            return known == null ? Weight.NOTHING : known;
        }
        if (!open.add(name)) {
            throw Problem.invalid("query", "... " + name, "fragments that do not contain themselves");
        }
        Weight weight = weigh(
                fragment.getSelectionSet(),
                schema.getType(fragment.getTypeCondition().getName()));
        open.remove(name);
        weighed.put(name, weight);
        return weight;
    }

    private Weight weighField(Field field, @Nullable GraphQLType parent) {
        GraphQLFieldDefinition definition = parent instanceof GraphQLFieldsContainer container
                ? container.getFieldDefinition(field.getName())
                : null;
        GraphQLType type = definition == null ? null : GraphQLTypeUtil.unwrapAll(definition.getType());
        return weigh(field.getSelectionSet(), type)
                .under(field.getAlias() != null, ownCost(definition), times(field, definition));
    }

    private static long ownCost(@Nullable GraphQLFieldDefinition definition) {
        GraphQLAppliedDirective cost = definition == null ? null : definition.getAppliedDirective("cost");
        Object weight = cost == null ? null : cost.getArgument("weight").getValue();
        return weight instanceof Number number ? number.longValue() : 1;
    }

    private long times(Field field, @Nullable GraphQLFieldDefinition definition) {
        GraphQLArgument limit = definition == null ? null : definition.getArgument("limit");
        if (limit == null) {
            return 1;
        }
        for (Argument argument : field.getArguments()) {
            if (argument.getName().equals("limit")) {
                return switch (argument.getValue()) {
                    case IntValue number -> Math.max(1, number.getValue().longValue());
                    case VariableReference variable ->
                        variables.get(variable.getName()) instanceof Number number
                                ? Math.max(1, number.longValue())
                                : DEFAULT_LIMIT;
                    case null, default -> DEFAULT_LIMIT;
                };
            }
        }
        return DEFAULT_LIMIT;
    }
}
