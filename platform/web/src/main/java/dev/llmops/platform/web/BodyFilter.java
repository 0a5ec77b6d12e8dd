// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Reads the body once, no more than the route takes, and refuses a missing one that the route needs. */
@Singleton
public final class BodyFilter {
    static final String BODY = "llmops.body";

    /** Of each route that was called; there are as many as the product has. */
    private final Map<Method, Taken> routes = new ConcurrentHashMap<>();

    /**
     * What a route takes.
     *
     * @param bytes at most
     * @param required whether it needs a body
     */
    private record Taken(boolean nothing, long bytes, boolean required) {
        static Taken by(Method method) {
            int entity = entityParameter(method);
            if (entity < 0 || method.isAnnotationPresent(StreamedBody.class)) {
                return new Taken(true, 0, false);
            }
            BodyLimit declared = method.getAnnotation(BodyLimit.class);
            return new Taken(
                    false,
                    declared == null ? BodyLimit.DEFAULT_BYTES : declared.value(),
                    BodyFilter.required(method, entity));
        }
    }

    @ServerRequestFilter(priority = 2_000)
    public void filter(ContainerRequestContext request, ResourceInfo resource) throws IOException {
        Taken taken = routes.computeIfAbsent(resource.getResourceMethod(), Taken::by);
        if (taken.nothing()) {
            return;
        }
        byte[] body =
                request.hasEntity() ? read(request.getEntityStream(), request.getLength(), taken.bytes()) : new byte[0];
        if (body.length == 0 && taken.required()) {
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST, Violation.of("body", null, "what the OpenAPI document describes"));
        }
        if (isNull(body) && taken.required()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, Violation.of("body", "null", "an object"));
        }
        request.setProperty(BODY, body);
        request.setEntityStream(new ByteArrayInputStream(body));
    }

    private static byte[] read(InputStream stream, long announced, long limit) throws IOException {
        if (announced > limit) {
            throw tooLarge(limit);
        }
        byte[] body = stream.readNBytes((int) limit + 1);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    private static Problem tooLarge(long limit) {
        return new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "body: too large (expected: at most " + limit + " bytes)");
    }

    private static boolean isNull(byte[] body) {
        return body.length >= 4
                && body.length < 16
                && new String(body, US_ASCII).strip().equals("null");
    }

    /** The parameter that JAX-RS fills from the body: the one that no annotation fills otherwise. */
    static int entityParameter(Method method) {
        Annotation[][] annotations = method.getParameterAnnotations();
        for (int i = 0; i < annotations.length; i++) {
            if (Arrays.stream(annotations[i]).noneMatch(BodyFilter::filledOtherwise)
                    && !inPath(method, method.getParameters()[i].getName())
                    && !method.getParameterTypes()[i].getName().startsWith("jakarta.ws.rs.")
                    && !method.getParameterTypes()[i].getName().startsWith("io.vertx.")) {
                return i;
            }
        }
        return -1;
    }

    /** Quarkus fills a parameter named like a part of the path from there, annotation or not. */
    private static boolean inPath(Method method, String parameter) {
        return RouteTable.path(method).matches(".*\\{\\s*" + Pattern.quote(parameter) + "\\s*[:}].*");
    }

    private static boolean filledOtherwise(Annotation annotation) {
        return annotation.annotationType().getPackageName().startsWith("jakarta.ws.rs")
                || annotation.annotationType().getPackageName().startsWith("org.jboss.resteasy.reactive");
    }

    private static boolean required(Method method, int parameter) {
        return !method.getAnnotatedParameterTypes()[parameter].isAnnotationPresent(Nullable.class)
                && method.getParameterTypes()[parameter] != InputStream.class
                && method.getParameterTypes()[parameter] != byte[].class;
    }
}
