// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trace id of a request: of its span, else of the caller's {@code traceparent}, else made up here. One per request. */
final class Traces {
    private static final String KEY = "llmops.trace-id";
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final String NONE = "0".repeat(32);

    private Traces() {}

    static String idOf(RoutingContext context) {
        String known = context.get(KEY);
        if (known != null) {
            return known;
        }
        String id = ofHeader(context.request().getHeader("traceparent"));
        context.put(KEY, id);
        return id;
    }

    static void put(RoutingContext context, String traceId) {
        context.put(KEY, traceId);
    }

    static String ofHeader(@Nullable String traceparent) {
        if (traceparent != null) {
            Matcher matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches() && !matcher.group(1).equals(NONE)) {
                return matcher.group(1);
            }
        }
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
