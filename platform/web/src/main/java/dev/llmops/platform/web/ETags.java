// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * Conditional requests by an aggregate's revision (RFC 9110 section 13): a read answers with {@code ETag}, a change must
 * send it back in {@code If-Match}.
 */
public final class ETags {
    private ETags() {}

    /** The entity tag of a revision: {@code "7"}, quotes included. */
    public static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /** 200 with the entity and its tag, or 304 without a body when the caller has this revision already. */
    public static Response answer(HttpHeaders headers, long revision, Object entity) {
        String tag = of(revision);
        if (isCurrent(headers.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        return Response.ok(entity).header(HttpHeaders.ETAG, tag).build();
    }

    /** Whether {@code If-None-Match} names the tag, so that nothing need be sent. */
    public static boolean isCurrent(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null && matches(ifNoneMatch, tag, true);
    }

    /**
     * Refuses with {@code precondition_required} without {@code If-Match} and with {@code precondition_failed} when it
     * names another revision. Call it within the transaction that changes, with the revision read there.
     *
     * @param ifMatch the request's header
     */
    public static void require(@Nullable String ifMatch, long revision) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new Problem(
                    ErrorCode.PRECONDITION_REQUIRED,
                    "If-Match: missing (expected: the ETag of the state you read, such as " + of(revision) + ")");
        }
        if (!matches(ifMatch, of(revision), false)) {
            throw new Problem(
                    ErrorCode.PRECONDITION_FAILED,
                    "It was changed since you read it; read it again and repeat the change with the new ETag");
        }
    }

    private static boolean matches(String header, String tag, boolean weak) {
        for (String part : header.split(",", -1)) {
            String candidate = part.strip();
            if (weak && candidate.startsWith("W/")) {
                candidate = candidate.substring(2);
            }
            if (candidate.equals("*") || candidate.equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
