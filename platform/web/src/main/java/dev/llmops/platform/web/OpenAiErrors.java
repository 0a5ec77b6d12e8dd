// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** A refusal in OpenAI's words, for what the data plane's own road does not reach. */
public final class OpenAiErrors {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    private OpenAiErrors() {}

    record Body(Fault error) {}

    record Fault(String message, String type, @Nullable String param, String code) {}

    public static void send(Problem problem, RoutingContext context) {
        problem.retryAfter().ifPresent(wait -> context.response().putHeader("retry-after", ProblemBody.seconds(wait)));
        context.response()
                .setStatusCode(problem.code().status())
                .putHeader("content-type", "application/json")
                .putHeader("x-request-id", Traces.idOf(context))
                .end(Buffer.buffer(json(problem)));
    }

    private static byte[] json(Problem problem) {
        String code = problem.code() == ErrorCode.UNAUTHENTICATED
                ? "invalid_api_key"
                : problem.code().code();
        String param = problem.violations().size() == 1
                ? problem.violations().getFirst().field()
                : null;
        try {
            return JSON.writeValueAsBytes(new Body(new Fault(problem.detail(), type(problem.code()), param, code)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings was not serialisable", e);
        }
    }

    private static String type(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> code.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
