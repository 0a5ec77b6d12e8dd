// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/** Answers and refusals in MLflow's shape: {@code {"error_code": "…", "message": "…"}}. */
final class MlflowAnswers {
    private MlflowAnswers() {}

    static Response of(Supplier<ObjectNode> answer) {
        try {
            return json(200, answer.get());
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INTERNAL) {
                throw problem;
            }
            ObjectNode error = MlflowJson.object().put("error_code", code(problem.code()));
            return json(status(problem.code()), error.put("message", problem.detail()));
        }
    }

    static String code(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "RESOURCE_DOES_NOT_EXIST";
            case 409 -> code == ErrorCode.DUPLICATE ? "RESOURCE_ALREADY_EXISTS" : "RESOURCE_CONFLICT";
            case 413 -> "MAX_REQUEST_SIZE_EXCEEDED";
            case 429 -> "REQUEST_LIMIT_EXCEEDED";
            case 503 -> "TEMPORARILY_UNAVAILABLE";
            default -> "INVALID_PARAMETER_VALUE";
        };
    }

    /** MLflow answers 400 for what exists already. */
    private static int status(ErrorCode code) {
        return code == ErrorCode.DUPLICATE ? 400 : code.status();
    }

    private static Response json(int status, ObjectNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body.toString())
                .build();
    }
}
