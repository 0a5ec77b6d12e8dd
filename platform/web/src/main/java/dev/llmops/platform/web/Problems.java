// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place that turns a refusal, or a bug, into an answer of the control plane. */
@Singleton
public final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    private final Instance<RouteTable> table;

    Problems(Instance<RouteTable> table) {
        this.table = table;
    }

    @ServerExceptionMapper
    public Response refused(Problem problem, RoutingContext context) {
        return response(problem, context);
    }

    @ServerExceptionMapper
    public Response unreadable(JsonProcessingException fault, RoutingContext context) {
        return response(JsonFaults.of(fault), context);
    }

    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException fault, RoutingContext context) {
        return response(JsonFaults.of(fault), context);
    }

    @ServerExceptionMapper
    public Response byStatus(WebApplicationException fault, RoutingContext context) {
        Response own = fault.getResponse();
        if (own.hasEntity() || own.getStatus() < 400) {
            return own;
        }
        Problem known = causeOf(fault);
        if (known != null) {
            return response(known, context);
        }
        if (own.getStatus() >= 500) {
            return bug(fault, context);
        }
        String allowed =
                own.getStatus() == 405 ? String.join(", ", table.get().methodsOf(context.normalizedPath())) : null;
        return response(translated(fault, context.request()), context, allowed);
    }

    @ServerExceptionMapper
    public Response bug(Throwable fault, RoutingContext context) {
        Problem known = causeOf(fault);
        if (known != null) {
            return response(known, context);
        }
        return response(internal(fault, Traces.idOf(context), context.request()), context);
    }

    static Problem internal(Throwable fault, String traceId, HttpServerRequest request) {
        LOG.errorf(fault, "trace %s: %s %s failed", traceId, request.method(), request.path());
        return new Problem(ErrorCode.INTERNAL, "Something broke on our side; report it with the trace id " + traceId);
    }

    private static @Nullable Problem causeOf(Throwable fault) {
        Throwable cause = fault;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof JsonProcessingException json && depth > 0) {
                return JsonFaults.of(json);
            }
            cause = cause.getCause();
        }
        return null;
    }

    private Problem translated(WebApplicationException fault, HttpServerRequest request) {
        String line = request.method() + " " + request.path();
        return switch (fault.getResponse().getStatus()) {
            case 401 -> new Problem(ErrorCode.UNAUTHENTICATED, "Send an API key, a JWT or the session cookie");
            case 403 -> new Problem(ErrorCode.FORBIDDEN, line + " is not allowed for this caller");
            case 404 ->
                fault.getCause() == null
                        ? new Problem(ErrorCode.NOT_FOUND, "route: '" + line + "' (expected: a route of /openapi)")
                        : new Problem(
                                ErrorCode.VALIDATION_FAILED,
                                Violation.of("parameter", "another type", "the type that /openapi gives"));
            case 405 -> new Problem(ErrorCode.METHOD_NOT_ALLOWED, line + ": this path does not take the method");
            case 406 ->
                new Problem(
                        ErrorCode.NOT_ACCEPTABLE,
                        Violation.of("accept", request.getHeader("accept"), "application/json"));
            case 413 -> new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than this route takes");
            case 415 ->
                new Problem(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        Violation.of("content-type", request.getHeader("content-type"), consumed(request)));
            default -> new Problem(ErrorCode.MALFORMED_REQUEST, "The request could not be read");
        };
    }

    private String consumed(HttpServerRequest request) {
        List<String> types = table.get().consumedBy(request.method().name(), String.valueOf(request.path()));
        return types.isEmpty() ? "application/json" : String.join(" or ", types);
    }

    static Response response(Problem problem, RoutingContext context) {
        return response(problem, context, null);
    }

    private static Response response(Problem problem, RoutingContext context, @Nullable String allow) {
        Response.ResponseBuilder answer = Response.status(problem.code().status())
                .type(ProblemBody.MEDIA_TYPE)
                .entity(ProblemBody.of(problem, Traces.idOf(context)).json());
        problem.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, ProblemBody.seconds(wait)));
        if (problem.code().status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, challenge(problem, context.request()));
        }
        if (allow != null) {
            answer.header(HttpHeaders.ALLOW, allow);
        }
        return answer.build();
    }

    /** RFC 6750 section 3: no error is named when no token was sent. */
    static String challenge(Problem problem, HttpServerRequest request) {
        boolean sent = request.getHeader("authorization") != null || request.getHeader("x-api-key") != null;
        return sent && problem.code() != ErrorCode.LOGIN_FAILED
                ? "Bearer realm=\"llmops\", error=\"invalid_token\""
                : "Bearer realm=\"llmops\"";
    }

    /** The body of that answer, for protocols that carry it elsewhere. */
    public static byte[] json(Problem problem) {
        return ProblemBody.of(problem, Span.current().getSpanContext().getTraceId())
                .json();
    }

    /** The same answer for routes that stand directly on the router. */
    public static void send(Problem problem, RoutingContext context) {
        var answer = context.response()
                .setStatusCode(problem.code().status())
                .putHeader("content-type", ProblemBody.MEDIA_TYPE);
        problem.retryAfter().ifPresent(wait -> answer.putHeader("retry-after", ProblemBody.seconds(wait)));
        if (problem.code().status() == 401) {
            answer.putHeader("www-authenticate", challenge(problem, context.request()));
        }
        answer.end(io.vertx.core.buffer.Buffer.buffer(
                ProblemBody.of(problem, Traces.idOf(context)).json()));
    }
}
