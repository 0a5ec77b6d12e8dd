// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Problem;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** {@code Idempotency-Key} on changes of the control plane. Public routes have no caller to bind a key to, and ignore it. */
@Singleton
public final class IdempotencyFilter {
    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);
    private static final String HEADER = "Idempotency-Key";
    private static final String ATTEMPT = "llmops.idempotency";
    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> KEPT_HEADERS =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final Instance<Idempotency> idempotency;
    private final ObjectMapper json;

    IdempotencyFilter(Instance<Idempotency> idempotency, ObjectMapper json) {
        this.idempotency = idempotency;
        this.json = json;
    }

    @ServerRequestFilter(priority = 3_000)
    public @Nullable Response begin(ContainerRequestContext request, RoutingContext context) {
        String key = request.getHeaderString(HEADER);
        if (key == null
                || !CHANGES.contains(request.getMethod())
                || !(request.getSecurityContext().getUserPrincipal() instanceof Callers.CallerPrincipal principal)) {
            return null;
        }
        Caller caller = principal.caller();
        return switch (idempotency.get().begin(caller, key, fingerprint(request, context))) {
            case Idempotency.Start.Run(Idempotency.Attempt attempt) -> {
                request.setProperty(ATTEMPT, attempt);
                yield null;
            }
            case Idempotency.Start.Replay(Idempotency.Answer answer) -> replay(answer);
        };
    }

    private static Response replay(Idempotency.Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).header("idempotent-replayed", "true");
        answer.headers().forEach(response::header);
        return answer.body().isEmpty()
                ? response.build()
                : response.entity(answer.body()).build();
    }

    @ServerResponseFilter
    public void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(ATTEMPT) instanceof Idempotency.Attempt attempt)) {
            return;
        }
        request.removeProperty(ATTEMPT);
        try {
            byte[] body = body(response);
            if (response.getStatus() >= 500 || response.getStatus() == 429 || body == null) {
                idempotency.get().forget(attempt);
            } else {
                idempotency
                        .get()
                        .finish(
                                attempt,
                                new Idempotency.Answer(
                                        response.getStatus(), headers(response), new String(body, UTF_8)));
            }
        } catch (Problem | JsonProcessingException e) {
            LOG.warnf("the answer to an idempotent request was given but could not be kept: %s", e.getMessage());
        }
    }

    /** The body as it will be sent, which replaces the entity so that it is serialised once; null when it is not kept. */
    private byte @Nullable [] body(ContainerResponseContext response) throws JsonProcessingException {
        Object entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        if (entity instanceof InputStream) {
            return null;
        }
        byte[] body =
                switch (entity) {
                    case byte[] bytes -> bytes;
                    case CharSequence text -> text.toString().getBytes(UTF_8);
                    default -> json.writeValueAsBytes(entity);
                };
        MediaType type = response.getMediaType() == null ? MediaType.APPLICATION_JSON_TYPE : response.getMediaType();
        response.setEntity(body, response.getEntityAnnotations(), type);
        return body.length > MAX_BODY_BYTES ? null : body;
    }

    private static Map<String, String> headers(ContainerResponseContext response) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
            String value = response.getHeaderString(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        if (!kept.containsKey(HttpHeaders.CONTENT_TYPE) && response.getMediaType() != null) {
            kept.put(HttpHeaders.CONTENT_TYPE, response.getMediaType().toString());
        }
        return kept;
    }

    private static String fingerprint(ContainerRequestContext request, RoutingContext context) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head = request.getMethod() + "\n" + context.request().uri() + "\n"
                    + request.getHeaderString(HttpHeaders.CONTENT_TYPE) + "\n"
                    + request.getHeaderString(HttpHeaders.IF_MATCH) + "\n";
            digest.update(head.getBytes(UTF_8));
            if (request.getProperty(BodyFilter.BODY) instanceof byte[] body) {
                digest.update(body);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
