// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Caller;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Finds the caller that the authentication filter established: {@code Callers.of(securityContext)}. */
public final class Callers {
    private Callers() {}

    /** The caller of a route that is not public. */
    public static Caller of(SecurityContext context) {
        if (context.getUserPrincipal() instanceof CallerPrincipal principal) {
            return principal.caller();
        }
        throw new IllegalStateException("the route is public and has no caller");
    }

    /** Whether this caller still may, for answers that stay open. */
    public static Standing standing(SecurityContext context) {
        if (context.getUserPrincipal() instanceof CallerPrincipal principal) {
            return principal.standing();
        }
        throw new IllegalStateException("the route is public and has no caller");
    }

    record CallerPrincipal(Caller caller, Standing standing) implements Principal {
        @Override
        public String getName() {
            return caller.name();
        }
    }
}
