// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.kernel.Violation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A fault within an answer that is not itself a refusal, as {@code errors} of problem+json shows it. */
@Schema(name = "Violation")
public record ViolationBody(String field, @Nullable String value, String expected, String message) {
    public static ViolationBody of(Violation violation) {
        return new ViolationBody(violation.field(), violation.value(), violation.expected(), violation.message());
    }
}
