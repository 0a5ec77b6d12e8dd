// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** A refusal in OpenAI's words, for what the data plane's own routes do not reach. */
final class OpenAiErrors {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    private OpenAiErrors() {}

    record Body(Fault error) {}

    record Fault(String message, String type, @Nullable String param, String code) {}

    static void send(Problem problem, RoutingContext context) {
        context.response()
                .setStatusCode(problem.code().status())
                .putHeader("content-type", "application/json")
                .putHeader("x-request-id", Traces.idOf(context))
                .end(Buffer.buffer(json(problem)));
    }

    private static byte[] json(Problem problem) {
        ErrorCode code = problem.code();
        String type = code.status() < 500 ? "invalid_request_error" : "api_error";
        try {
            return JSON.writeValueAsBytes(new Body(new Fault(problem.detail(), type, null, code.code())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings was not serialisable", e);
        }
    }
}
