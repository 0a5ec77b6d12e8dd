// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a JSON body. A field of the body's own is named plainly, one further inside by its JSON
 * pointer. What stood in the body is repeated only for enums: it may be a secret.
 */
public final class JsonFaults {
    private JsonFaults() {}

    /** The refusal for what Jackson could not read. A problem thrown by a record's constructor comes through as it is. */
    public static Problem of(JsonProcessingException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
        }
        if (fault instanceof UnrecognizedPropertyException unknown) {
            return new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    Violation.of(
                            field(unknown.getPath()), unknown.getPropertyName(), "a known field: " + known(unknown)));
        }
        if (fault instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return new Problem(ErrorCode.VALIDATION_FAILED, violation(mapping));
        }
        if (fault instanceof MismatchedInputException mismatch) {
            return new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    Violation.of("body", "another type", expected(mismatch.getTargetType())));
        }
        return new Problem(ErrorCode.MALFORMED_REQUEST, "The body is not valid JSON" + where(fault.getLocation()));
    }

    private static Violation violation(JsonMappingException fault) {
        String field = field(fault.getPath());
        if (fault instanceof InvalidFormatException format && format.getTargetType() != null) {
            String value = format.getTargetType().isEnum() ? String.valueOf(format.getValue()) : "another form";
            return Violation.of(field, value, expected(format.getTargetType()));
        }
        if (fault instanceof MismatchedInputException mismatch) {
            return Violation.of(field, "another type", expected(mismatch.getTargetType()));
        }
        return Violation.of(field, "not acceptable", "a value as the OpenAPI document describes it");
    }

    static String field(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            String name = step.getFieldName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? String.valueOf(step.getIndex())
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return path.size() == 1 && path.getFirst().getFieldName() != null ? pointer.substring(1) : pointer.toString();
    }

    private static String known(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds();
        TreeSet<String> names = new TreeSet<>();
        if (ids != null) {
            ids.forEach(id -> names.add(String.valueOf(id)));
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", WireEnums.byName(type).keySet());
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return type == double.class || type == Double.class ? "a number" : "a whole number";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "an RFC 3339 time in UTC, such as 2026-01-01T10:00:00Z";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
    }

    private static String where(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
