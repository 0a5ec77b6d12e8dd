// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457 as this product writes it.
 *
 * @param type the page that explains the code
 * @param errors one per fault in what was sent; empty when the fault is not in one field
 */
public record ProblemBody(
        String type, String title, int status, String code, String detail, String traceId, List<Fault> errors) {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final ObjectMapper JSON = WireFormat.newMapper();

    public ProblemBody {
        errors = List.copyOf(errors);
    }

    /** One fault; {@code message} joins the rest for people, {@code line} is set for documents of several lines. */
    public record Fault(
            String field,
            @Nullable String value,
            String expected,
            String message,
            @Nullable Integer line) {
        static Fault of(Violation violation) {
            return new Fault(
                    violation.field(), violation.value(), violation.expected(), violation.message(), violation.line());
        }
    }

    static ProblemBody of(Problem problem, String traceId) {
        ErrorCode code = problem.code();
        return new ProblemBody(
                "/problems/" + code.code(),
                code.title(),
                code.status(),
                code.code(),
                problem.detail(),
                traceId,
                problem.violations().stream().map(Fault::of).toList());
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings was not serialisable", e);
        }
    }

    /** Whole seconds, rounded up, as {@code retry-after} wants them. */
    static String seconds(Duration retryAfter) {
        return Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000));
    }
}
