// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers in where JAX-RS does not: on WebSockets and gRPC. The credentials are those of every other route. May
 * block; not for the event loop.
 */
@Singleton
public final class Gate {
    private final Authenticator authenticator;

    Gate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Who was let in, and whether they still may what they were let in for. */
    public record Entrant(Caller caller, Standing standing) {}

    /**
     * By the headers of a request. A browser's session counts only for pages of our own origin, since a WebSocket is
     * opened without the header that protects changes.
     */
    public Entrant admit(HttpServerRequest request, Permission permission) {
        if (request.getHeader("authorization") == null && request.getHeader("x-api-key") == null) {
            requireOwnOrigin(request.getHeader("origin"), request.getHeader("host"));
        }
        return admit(() -> authenticator.authenticate(request), permission);
    }

    /** By the headers, or metadata, of a program: a key or a token, no session. */
    public Entrant admit(MultiMap headers, Permission permission) {
        return admit(() -> authenticator.authenticate(headers), permission);
    }

    /** By what a message says, as the header {@code authorization} would. */
    public Entrant admit(String authorization, Permission permission) {
        return admit(() -> authenticator.authenticate(authorization), permission);
    }

    private static Entrant admit(Supplier<Caller> credentials, Permission permission) {
        Caller caller = credentials.get();
        caller.require(permission);
        return new Entrant(caller, () -> stands(credentials, caller, permission));
    }

    static boolean stands(Supplier<Caller> credentials, Caller before, Permission permission) {
        try {
            Caller now = credentials.get();
            return now.may(permission) && now.tenant().equals(before.tenant());
        } catch (Problem problem) {
            return problem.code().status() != 401 && problem.code().status() != 403;
        }
    }

    private static void requireOwnOrigin(@Nullable String origin, @Nullable String host) {
        if (origin != null && !origin.equals("null") && host != null) {
            try {
                if (host.equalsIgnoreCase(URI.create(origin).getRawAuthority())) {
                    return;
                }
            } catch (IllegalArgumentException e) {
                // another origin, whatever it is
            }
        }
        throw new Problem(
                ErrorCode.UNAUTHENTICATED,
                "authorization: missing (expected: Bearer and an API key or JWT, or a session from a page of this"
                        + " address)");
    }
}
