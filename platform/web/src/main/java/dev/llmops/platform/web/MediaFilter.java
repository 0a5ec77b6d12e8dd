// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Method;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** A route that does not say what it produces produces JSON, whatever the caller would rather have. */
@Singleton
public final class MediaFilter {
    private static final String JSON_ONLY = "llmops.json-only";

    @ServerRequestFilter(priority = 1_500)
    public void require(ContainerRequestContext request, ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        if (method.isAnnotationPresent(Produces.class)
                || method.getDeclaringClass().isAnnotationPresent(Produces.class)) {
            return;
        }
        boolean acceptable = request.getAcceptableMediaTypes().stream()
                .anyMatch(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        || type.toString().startsWith(ProblemBody.MEDIA_TYPE));
        if (!acceptable) {
            throw new Problem(
                    ErrorCode.NOT_ACCEPTABLE,
                    Violation.of("accept", request.getHeaderString(HttpHeaders.ACCEPT), "application/json"));
        }
        request.setProperty(JSON_ONLY, true);
    }

    /** Before the filter that keeps answers for idempotent repeats. */
    @ServerResponseFilter(priority = 6_000)
    public void write(ContainerRequestContext request, ContainerResponseContext response) {
        Object entity = response.getEntity();
        boolean explicit = response.getHeaderString(HttpHeaders.CONTENT_TYPE) != null
                && !response.getHeaderString(HttpHeaders.CONTENT_TYPE).startsWith("text/");
        if (request.getProperty(JSON_ONLY) == null || entity == null || entity instanceof byte[] || explicit) {
            return;
        }
        response.setEntity(entity, response.getEntityAnnotations(), MediaType.APPLICATION_JSON_TYPE);
    }
}
