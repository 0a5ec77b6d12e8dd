// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller can do something about. It carries no stack trace, no secret and nothing of what was
 * prompted; one mapper turns it into RFC 9457 or into the error shape of the caller's dialect.
 */
public final class Problem extends RuntimeException {
    private final ErrorCode code;
    private final List<Violation> violations;
    private final @Nullable Duration retryAfter;

    public Problem(ErrorCode code, String detail) {
        this(code, detail, List.of(), null);
    }

    public Problem(ErrorCode code, Violation violation) {
        this(code, violation.message(), List.of(violation), null);
    }

    public Problem(ErrorCode code, List<Violation> violations) {
        this(code, violations.stream().map(Violation::message).collect(Collectors.joining("; ")), violations, null);
    }

    public Problem(ErrorCode code, String detail, Duration retryAfter) {
        this(code, detail, List.of(), retryAfter);
    }

    private Problem(ErrorCode code, String detail, List<Violation> violations, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** {@code service: 'chat' (expected: the slug of a service you can see)}. */
    public static Problem notFound(String field, String value, String expected) {
        return new Problem(ErrorCode.NOT_FOUND, Violation.of(field, value, expected));
    }

    public static Problem invalid(String field, @Nullable Object value, String expected) {
        return new Problem(ErrorCode.VALIDATION_FAILED, Violation.of(field, value, expected));
    }

    public ErrorCode code() {
        return code;
    }

    /** What happened and what to do next; safe to show. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Violation> violations() {
        return violations;
    }

    /** When a retry may succeed. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
