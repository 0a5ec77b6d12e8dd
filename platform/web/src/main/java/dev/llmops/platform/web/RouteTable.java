// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every route of the process with its permission and dialect: JAX-RS resources, raw routes and what the edge itself
 * serves. Filter, OpenAPI document and sweep test read it. A resource method without {@link Allow} prevents the start.
 */
@Singleton
public final class RouteTable {
    private final Map<Method, Route> byMethod = new HashMap<>();
    private final Map<Route, List<String>> consumed = new HashMap<>();
    private final List<Route> streamed = new ArrayList<>();
    private final List<RawRoute> raw = new ArrayList<>();
    private final List<Route> routes;

    RouteTable(BeanManager beans, @Any Instance<RawRoutes> rawRoutes) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Class<?> type = bean.getBeanClass();
            if (type.isAnnotationPresent(Path.class) && bean.getTypes().contains(type)) {
                addResource(type);
            }
        }
        rawRoutes.forEach(some -> raw.addAll(some.routes()));
        Set<Route> all = new LinkedHashSet<>(byMethod.values());
        raw.forEach(one ->
                all.add(new Route(one.method().name(), one.path(), one.permission(), one.dialect(), one.summary())));
        all.addAll(EdgeRoutes.TABLE);
        this.routes = all.stream()
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .toList();
    }

    void start(@Observes StartupEvent event) {
        // Being built at the start is the point: a gap in the table ends the program there.
    }

    /** All routes, by path and method. */
    public List<Route> routes() {
        return routes;
    }

    List<RawRoute> raw() {
        return List.copyOf(raw);
    }

    @Nullable
    Route of(Method method) {
        return byMethod.get(method);
    }

    /** The methods that a path takes, for the header {@code allow}. */
    List<String> methodsOf(String path) {
        return routes.stream()
                .filter(route -> matches(route.path(), path))
                .map(Route::method)
                .toList();
    }

    /** Whether the route of this request takes a body of any length, see {@link StreamedBody}. */
    boolean streams(String method, String path) {
        return streamed.stream().anyMatch(route -> route.method().equals(method) && matches(route.path(), path));
    }

    /** The media types that the route of this request takes, for the refusal of another. */
    List<String> consumedBy(String method, String path) {
        return consumed.entrySet().stream()
                .filter(one -> one.getKey().method().equals(method)
                        && matches(one.getKey().path(), path))
                .flatMap(one -> one.getValue().stream())
                .distinct()
                .toList();
    }

    private static List<String> consumes(Method method) {
        Consumes own = method.getAnnotation(Consumes.class);
        Consumes types = own == null ? method.getDeclaringClass().getAnnotation(Consumes.class) : own;
        return types == null ? List.of(MediaType.APPLICATION_JSON) : List.of(types.value());
    }

    static boolean matches(String template, String path) {
        String[] expected = template.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!expected[i].startsWith("{") && !expected[i].equals(actual[i])) {
                return false;
            }
        }
        return true;
    }

    private void addResource(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            String verb = verb(method);
            Path own = method.getAnnotation(Path.class);
            if (verb == null) {
                if (own != null) {
                    throw new IllegalStateException(
                            method + " is a sub-resource locator; the route table cannot see it");
                }
                continue;
            }
            Allow allow = method.getAnnotation(Allow.class);
            if (allow == null) {
                throw new IllegalStateException(
                        method + " has no @Allow: every route says which permission it takes, public ones too");
            }
            Route route = new Route(verb, withoutPatterns(path(method)), allow.value(), Dialect.PROBLEM, "");
            byMethod.put(method, route);
            consumed.put(route, consumes(method));
            if (method.isAnnotationPresent(StreamedBody.class)) {
                streamed.add(route);
            }
        }
    }

    /** The path as the OpenAPI document gives it: a variable's pattern is JAX-RS's own. */
    static String withoutPatterns(String path) {
        return path.replaceAll("\\{\\s*([\\w.-]+)\\s*:[^{}]*}", "{$1}");
    }

    static @Nullable String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    static String path(Method method) {
        Path base = method.getDeclaringClass().getAnnotation(Path.class);
        Path own = method.getAnnotation(Path.class);
        String path = "/" + (base == null ? "" : base.value()) + "/" + (own == null ? "" : own.value());
        path = path.replaceAll("/+", "/");
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
