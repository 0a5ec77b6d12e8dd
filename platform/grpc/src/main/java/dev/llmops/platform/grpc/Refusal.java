// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Problems;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.Base64;
import java.util.List;

/**
 * A problem as gRPC says it: a status, a message, and in the trailers the code by which programs know it. Clients take
 * 8 KiB of trailers, so that of many violations the first ones are told.
 */
final class Refusal {
    static final String CODE = "llmops-code";
    static final String PROBLEM = "llmops-problem-bin";
    private static final String RETRY_AFTER = "retry-after";
    private static final int MAX_MESSAGE = 500;
    private static final int MAX_PROBLEM_BYTES = 3_000;

    private Refusal() {}

    static void send(Problem problem, GrpcServerResponse<?, ?> response) {
        String detail = problem.detail();
        response.status(status(problem.code()));
        response.statusMessage(detail.length() > MAX_MESSAGE ? detail.substring(0, MAX_MESSAGE) + "…" : detail);
        MultiMap trailers = response.trailers();
        trailers.set(CODE, problem.code().code());
        trailers.set(PROBLEM, Base64.getEncoder().withoutPadding().encodeToString(json(problem)));
        problem.retryAfter().ifPresent(wait -> trailers.set(RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds()))));
        response.end();
    }

    private static byte[] json(Problem problem) {
        byte[] json = Problems.json(problem);
        List<Violation> told = problem.violations();
        while (json.length > MAX_PROBLEM_BYTES && told.size() > 1) {
            told = told.subList(0, told.size() / 2);
            json = Problems.json(new Problem(problem.code(), told));
        }
        return json.length > MAX_PROBLEM_BYTES
                ? ("{\"code\":\"" + problem.code().code() + "\"}").getBytes(UTF_8)
                : json;
    }

    static GrpcStatus status(ErrorCode code) {
        return switch (code) {
            case DUPLICATE -> GrpcStatus.ALREADY_EXISTS;
            case CONFLICT, PRECONDITION_FAILED -> GrpcStatus.ABORTED;
            default -> byHttp(code.status());
        };
    }

    private static GrpcStatus byHttp(int status) {
        return switch (status) {
            case 401 -> GrpcStatus.UNAUTHENTICATED;
            case 403 -> GrpcStatus.PERMISSION_DENIED;
            case 404 -> GrpcStatus.NOT_FOUND;
            case 409, 410, 422, 428 -> GrpcStatus.FAILED_PRECONDITION;
            case 413, 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
            case 500 -> GrpcStatus.INTERNAL;
            case 502, 503 -> GrpcStatus.UNAVAILABLE;
            case 504 -> GrpcStatus.DEADLINE_EXCEEDED;
            default -> GrpcStatus.INVALID_ARGUMENT;
        };
    }
}
