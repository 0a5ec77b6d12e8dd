// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Some bytes of an object. */
record ByteRange(long offset, long length) {
    private static final Pattern BYTES = Pattern.compile("\\s*bytes\\s*=(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE = Pattern.compile("\\s*(\\d{0,19})\\s*-\\s*(\\d{0,19})\\s*");

    ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a range begins and ends within an object");
        }
    }

    static ByteRange all(long sizeBytes) {
        return new ByteRange(0, sizeBytes);
    }

    /**
     * The header {@code Range} (RFC 9110 section 14.2). Empty when the whole is to be answered: without the header, with
     * another unit and with what is no range. Several ranges and those beyond the end are refused.
     */
    static Optional<ByteRange> parse(@Nullable String header, long sizeBytes) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher bytes = BYTES.matcher(header);
        if (!bytes.matches()) {
            return Optional.empty();
        }
        if (bytes.group(1).indexOf(',') >= 0) {
            throw unsatisfiable(header, "one range; several are asked for one by one", sizeBytes);
        }
        Matcher one = ONE.matcher(bytes.group(1));
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return Optional.empty();
        }
        return of(one.group(1), one.group(2), header, sizeBytes);
    }

    private static Optional<ByteRange> of(String first, String last, String header, long sizeBytes) {
        if (first.isEmpty()) {
            long suffix = Math.min(number(last), sizeBytes);
            if (suffix == 0) {
                throw unsatisfiable(header, "a range within the object", sizeBytes);
            }
            return Optional.of(new ByteRange(sizeBytes - suffix, suffix));
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return Optional.empty();
        }
        if (from >= sizeBytes) {
            throw unsatisfiable(header, "a range within the object", sizeBytes);
        }
        return Optional.of(new ByteRange(from, Math.min(to, sizeBytes - 1) - from + 1));
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static Problem unsatisfiable(String header, String expected, long sizeBytes) {
        return new Problem(
                ErrorCode.RANGE_NOT_SATISFIABLE,
                "range: '" + header + "' (expected: " + expected + ", which has " + sizeBytes + " bytes)");
    }

    boolean isAllOf(long sizeBytes) {
        return offset == 0 && length == sizeBytes;
    }

    /** The value of {@code Content-Range}. */
    String contentRange(long sizeBytes) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + sizeBytes;
    }
}
