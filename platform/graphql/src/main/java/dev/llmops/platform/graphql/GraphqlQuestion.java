// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks, as GraphQL over HTTP sends it.
 *
 * @param query the document, at most {@link #MAX_CHARACTERS} characters
 * @param operationName which of its operations; null when it has one
 */
record GraphqlQuestion(String query, @Nullable String operationName, Map<String, Object> variables) {
    static final int MAX_CHARACTERS = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    GraphqlQuestion {
        if (query.isBlank()) {
            throw Problem.invalid("query", null, "a GraphQL document, such as { assets { items { name } } }");
        }
        if (query.length() > MAX_CHARACTERS) {
            throw Problem.invalid("query", query.length() + " characters", "at most " + MAX_CHARACTERS + " characters");
        }
    }

    /** Reads the body of a POST. */
    static GraphqlQuestion read(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST, "The body is not JSON; send {\"query\": \"…\", \"variables\": {…}}");
        }
        if (root == null || !root.isObject()) {
            throw Problem.invalid("body", null, "an object with query, operationName and variables");
        }
        return read(root);
    }

    /** Reads the payload of a message, or a body. */
    static GraphqlQuestion read(JsonNode root) {
        return of(text(root, "query"), text(root, "operationName"), root.get("variables"));
    }

    /** Reads the parameters of a GET. */
    static GraphqlQuestion of(@Nullable String query, @Nullable String operationName, @Nullable String variables) {
        try {
            return of(query, operationName, variables == null ? null : JSON.readTree(variables));
        } catch (IOException e) {
            throw Problem.invalid("variables", variables, "a JSON object");
        }
    }

    private static GraphqlQuestion of(
            @Nullable String query, @Nullable String operationName, @Nullable JsonNode variables) {
        if (variables != null && !variables.isNull() && !variables.isObject()) {
            throw Problem.invalid("variables", variables, "a JSON object");
        }
        Map<String, Object> values = variables == null || variables.isNull()
                ? Map.of()
                : JSON.convertValue(variables, new TypeReference<Map<String, Object>>() {});
        return new GraphqlQuestion(query == null ? "" : query, operationName, values);
    }

    private static @Nullable String text(JsonNode root, String member) {
        JsonNode value = root.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.invalid(member, value, "a text");
        }
        return value.textValue();
    }
}
