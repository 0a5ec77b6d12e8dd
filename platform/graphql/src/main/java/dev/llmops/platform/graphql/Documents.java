// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads documents within bounds and says what their operation is. */
final class Documents {
    private Documents() {}

    static Document read(String query, ParserOptions options) {
        try {
            return new Parser()
                    .parseDocument(ParserEnvironment.newParserEnvironment()
                            .document(query)
                            .parserOptions(options)
                            .build());
        } catch (InvalidSyntaxException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "query: " + e.getMessage());
        }
    }

    static void requireKind(Document document, @Nullable String operationName, GraphqlEngine.Kinds allowed) {
        OperationDefinition.Operation kind = operation(document, operationName).getOperation();
        if (kind == OperationDefinition.Operation.SUBSCRIPTION && allowed != GraphqlEngine.Kinds.ALL) {
            throw Problem.invalid(
                    "query",
                    "a subscription",
                    "a query or mutation; subscribe over a WebSocket (graphql-transport-ws)");
        }
        if (kind != OperationDefinition.Operation.QUERY && allowed == GraphqlEngine.Kinds.QUERIES) {
            throw Problem.invalid("query", "a mutation", "a query; send a mutation by POST");
        }
    }

    private static OperationDefinition operation(Document document, @Nullable String name) {
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
        if (name == null && operations.size() == 1) {
            return operations.getFirst();
        }
        return operations.stream()
                .filter(operation -> name != null && name.equals(operation.getName()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "operationName",
                        name,
                        operations.isEmpty()
                                ? "a document with an operation"
                                : "one of "
                                        + operations.stream()
                                                .map(OperationDefinition::getName)
                                                .toList()));
    }
}
