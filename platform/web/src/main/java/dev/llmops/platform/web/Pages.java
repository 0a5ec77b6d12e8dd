// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The user interface's files, compressed when they were built, and its one document for a browser that asks for any page.
 * Files with a hash in their name are kept by browsers for ever; the others are asked for again and mostly unchanged.
 */
@Singleton
final class Pages {
    private static final List<String> NOT_PAGES =
            List.of("/api/", "/v1/", "/health/", "/metrics", "/openapi", "/problems/", "/graphql", "/q/", "/assets/");
    private static final Pattern FILE =
            Pattern.compile("/(_ui/)?[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}\\.(js|css|svg|html)");
    private static final String HASHED = "/_ui/";
    private static final String INDEX = "/index.html";

    /** Bounded by what is on the class path: what is not there is not kept. */
    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    void serve(RoutingContext context) {
        String path = context.normalizedPath();
        boolean file = FILE.matcher(path).matches();
        if (!file && !isPage(path, context.request().getHeader("accept"))) {
            context.next();
            return;
        }
        String name = file ? path : INDEX;
        StaticFile known = files.get(name);
        if (known != null) {
            answer(context, name, known);
            return;
        }
        Thread.ofVirtual().name("ui-file").start(() -> {
            StaticFile read = StaticFile.read(name);
            if (read != null) {
                files.put(name, read);
            }
            context.vertx().runOnContext(any -> {
                if (read == null) {
                    context.next();
                } else {
                    answer(context, name, read);
                }
            });
        });
    }

    private static void answer(RoutingContext context, String name, StaticFile file) {
        context.request().resume();
        HttpServerResponse response = context.response()
                .putHeader("etag", file.etag())
                .putHeader("vary", "accept-encoding")
                .putHeader(
                        "cache-control", name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
        if (file.etag().equals(context.request().getHeader("if-none-match"))) {
            response.setStatusCode(304).end();
            return;
        }
        StaticFile.Form form = file.form(context.request().getHeader("accept-encoding"));
        if (form.encoding() != null) {
            response.putHeader("content-encoding", form.encoding());
        }
        response.putHeader("content-type", file.contentType()).end(form.body());
    }

    static boolean isPage(String path, @Nullable String accept) {
        if (path.equals("/")) {
            return true;
        }
        return accept != null
                && accept.contains("text/html")
                && NOT_PAGES.stream().noneMatch(path::startsWith)
                && path.lastIndexOf('.') < path.lastIndexOf('/');
    }
}
