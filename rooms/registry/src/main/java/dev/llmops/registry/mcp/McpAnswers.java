// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;

/** The answers of the MCP Registry API: a refusal is {@code {"error": "…"}}. */
final class McpAnswers {
    private McpAnswers() {}

    static Response of(Supplier<ObjectNode> answer) {
        return found(() -> Optional.of(answer.get()), "");
    }

    static Response found(Supplier<Optional<ObjectNode>> answer, String missing) {
        try {
            return answer.get().map(body -> json(200, body)).orElseGet(() -> json(404, error(missing)));
        } catch (Problem problem) {
            if (problem.code().status() >= 500) {
                throw problem;
            }
            return json(problem.code().status(), error(problem.detail()));
        }
    }

    private static ObjectNode error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }

    private static Response json(int status, ObjectNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body.toString())
                .build();
    }
}
