// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a browser that asks for a page of the user interface, whichever, with its one document. */
@Singleton
final class Pages {
    private static final List<String> NOT_PAGES =
            List.of("/api/", "/v1/", "/health/", "/metrics", "/openapi", "/problems/", "/graphql", "/q/", "/assets/");

    private final @Nullable Buffer index;

    Pages() {
        this.index = read("META-INF/resources/index.html");
    }

    private static @Nullable Buffer read(String resource) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream(resource)) {
            return file == null ? null : Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve(RoutingContext context) {
        if (index == null || !isPage(context.normalizedPath(), context.request().getHeader("accept"))) {
            context.next();
            return;
        }
        context.request().resume();
        context.response()
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .end(index);
    }

    static boolean isPage(String path, @Nullable String accept) {
        if (path.equals("/") || path.equals("/index.html")) {
            return true;
        }
        return accept != null
                && accept.contains("text/html")
                && NOT_PAGES.stream().noneMatch(path::startsWith)
                && path.lastIndexOf('.') < path.lastIndexOf('/');
    }
}
