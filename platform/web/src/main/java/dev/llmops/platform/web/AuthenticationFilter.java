// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Establishes the caller of every route that is not public and enforces the route's permission. */
@Singleton
public final class AuthenticationFilter {
    private final Instance<Authenticator> authenticator;
    private final Instance<RouteTable> table;

    /** Filters are made before the run's configuration is known; what they use is asked for with each request. */
    AuthenticationFilter(Instance<Authenticator> authenticator, Instance<RouteTable> table) {
        this.authenticator = authenticator;
        this.table = table;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void filter(ContainerRequestContext request, ResourceInfo resource, RoutingContext context) {
        Route route = table.get().of(resource.getResourceMethod());
        if (route == null) {
            throw new IllegalStateException(resource.getResourceMethod() + " is not in the route table");
        }
        if (route.permission() == Permission.PUBLIC) {
            return;
        }
        Caller caller = authenticator.get().authenticate(context.request());
        caller.require(route.permission());
        Standing standing = () ->
                Gate.stands(() -> authenticator.get().authenticate(context.request()), caller, route.permission());
        request.setSecurityContext(
                new Established(caller, standing, context.request().isSSL()));
    }

    private record Established(Caller caller, Standing standing, boolean secure) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return new Callers.CallerPrincipal(caller, standing);
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.roles().stream().anyMatch(held -> held.wireName().equals(role.toLowerCase(Locale.ROOT)));
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getAuthenticationScheme() {
            return caller.kind().name();
        }
    }
}
