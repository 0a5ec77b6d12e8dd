// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.opentelemetry.api.trace.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** A field's refusal as GraphQL reports it: the code and the violations of problem+json stand in its extensions. */
final class Faults implements DataFetcherExceptionHandler {
    private static final Logger LOG = Logger.getLogger(Faults.class);

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters parameters) {
        Problem problem =
                problem(parameters.getException(), parameters.getPath().toString());
        GraphQLError error = describe(problem)
                .path(parameters.getPath())
                .location(parameters.getSourceLocation())
                .build();
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(error).build());
    }

    private static GraphqlErrorBuilder<?> describe(Problem problem) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("code", problem.code().code());
        if (!problem.violations().isEmpty()) {
            extensions.put(
                    "errors",
                    problem.violations().stream().map(Faults::violation).toList());
        }
        problem.retryAfter().ifPresent(wait -> extensions.put("retry_after_seconds", wait.toSeconds()));
        return GraphqlErrorBuilder.newError()
                .errorType(ErrorType.DataFetchingException)
                .message("%s", problem.detail())
                .extensions(extensions);
    }

    private static Map<String, Object> violation(Violation violation) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("field", violation.field());
        members.put("value", violation.value());
        members.put("expected", violation.expected());
        if (violation.line() != null) {
            members.put("line", violation.line());
        }
        return members;
    }

    private static Problem problem(Throwable failure, String path) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return problem;
        }
        String trace = Span.current().getSpanContext().getTraceId();
        LOG.errorf(cause, "trace %s: GraphQL field %s failed", trace, path);
        return new Problem(ErrorCode.INTERNAL, "Something broke on our side; report it with the trace id " + trace);
    }
}
