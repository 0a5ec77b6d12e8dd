// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** A refusal in Anthropic's words, for what the data plane's own routes do not reach. */
final class AnthropicErrors {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    private AnthropicErrors() {}

    record Body(String type, Fault error, String requestId) {}

    record Fault(String type, String message) {}

    static void send(Problem problem, RoutingContext context) {
        String id = Traces.idOf(context);
        String type = problem.code().status() < 500 ? "invalid_request_error" : "api_error";
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
