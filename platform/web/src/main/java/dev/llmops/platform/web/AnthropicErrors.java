// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Anthropic's words for refusals, and one whole for what the data plane's own routes do not reach. */
public final class AnthropicErrors {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    private AnthropicErrors() {}

    record Body(String type, Fault error, String requestId) {}

    record Fault(String type, String message) {}

    /** What a status is called. */
    public static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    static void send(Problem problem, RoutingContext context) {
        String id = Traces.idOf(context);
        String type = type(problem.code().status());
        try {
            context.response()
                    .setStatusCode(problem.code().status())
                    .putHeader("content-type", "application/json")
                    .putHeader("request-id", id)
                    .end(Buffer.buffer(
                            JSON.writeValueAsBytes(new Body("error", new Fault(type, problem.detail()), id))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings was not serialisable", e);
        }
    }
}
