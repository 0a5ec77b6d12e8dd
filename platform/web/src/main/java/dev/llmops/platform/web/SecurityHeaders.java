// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What every answer outside the hot paths tells a browser to refuse. */
final class SecurityHeaders {
    /** Vite's build needs scripts and workers of this origin; Mantine writes style attributes; charts draw data images. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
                    + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static final String POLICY = "content-security-policy";

    private SecurityHeaders() {}

    static void add(RoutingContext context) {
        String path = context.normalizedPath();
        set(context);
        if (path.startsWith("/api/")) {
            context.addHeadersEndHandler(any -> {
                keepFromCaches(context);
                keepStricter(context);
            });
        } else if (path.startsWith("/assets/")) {
            context.addHeadersEndHandler(any -> cacheHashed(context));
        }
        context.next();
    }

    /** All but what may be cached. */
    static void set(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(POLICY, CONTENT_SECURITY_POLICY);
        headers.set("x-content-type-options", "nosniff");
        headers.set("x-frame-options", "DENY");
        headers.set("referrer-policy", "no-referrer");
        headers.set("cross-origin-opener-policy", "same-origin");
        if (context.request().isSSL()) {
            headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
        }
    }

    /** A route that serves what others stored says its own policy, which then stands alone. */
    private static void keepStricter(RoutingContext context) {
        MultiMap headers = context.response().headers();
        List<String> policies = headers.getAll(POLICY);
        if (policies.size() > 1) {
            headers.set(POLICY, policies.getLast());
        }
    }

    /** Unless the route said something else. */
    private static void keepFromCaches(RoutingContext context) {
        MultiMap headers = context.response().headers();
        if (!headers.contains("cache-control")) {
            headers.set("cache-control", "no-store");
        }
    }

    /** Vite names these files by their content's hash. */
    private static void cacheHashed(RoutingContext context) {
        int status = context.response().getStatusCode();
        boolean found = status == 200 || status == 206 || status == 304;
        context.response().headers().set("cache-control", found ? "public, max-age=31536000, immutable" : "no-store");
    }
}
