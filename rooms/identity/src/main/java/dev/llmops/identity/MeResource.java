// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.SessionCookies;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who the caller is. */
@Singleton
@Path("/api/identity/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class MeResource {
    private final Founding founding;
    private final Directory directory;
    private final LoginDesk desk;
    private final BrowserSessions sessions;

    MeResource(Founding founding, Directory directory, LoginDesk desk, BrowserSessions sessions) {
        this.founding = founding;
        this.directory = directory;
        this.desk = desk;
        this.sessions = sessions;
    }

    /** An id and the name that people know it by. */
    record Named(String id, String name) {}

    /**
     * @param kind user_session, api_key or jwt
     * @param csrfToken for a session only
     */
    record Me(
            Named organisation,
            @Nullable UserView user,
            @Nullable Named key,
            String name,
            Caller.Kind kind,
            List<Role> roles,
            List<Permission> permissions,
            @Nullable String csrfToken) {
        Me {
            roles = List.copyOf(roles);
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * @param newPassword at least 12 characters
     */
    @Schema(requiredProperties = {"current_password", "new_password"})
    record PasswordChange(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "PasswordChange[hidden]";
        }
    }

    @GET
    @Allow(Permission.SELF)
    public Me me(@Context HttpHeaders headers, @Context HttpServerRequest request, @Context SecurityContext security) {
        Caller caller = Callers.of(security);
        boolean session = caller.kind() == Caller.Kind.USER_SESSION;
        String organisation =
                founding.own(caller).map(OrganisationDao.Organisation::name).orElse("");
        String keyId = caller.keyId();
        return new Me(
                new Named(caller.tenant().value(), organisation),
                session ? UserView.of(directory.find(caller, caller.principalId())) : null,
                keyId == null ? null : new Named(keyId, caller.name()),
                caller.name(),
                caller.kind(),
                caller.roles().stream().sorted().toList(),
                caller.permissions().stream().sorted().toList(),
                session ? sessions.csrfToken(cookie(headers, LoginResource.https(request))) : null);
    }

    @POST
    @Path("/password")
    @Allow(Permission.SELF)
    public void changePassword(
            PasswordChange change, @Context HttpServerRequest request, @Context SecurityContext security) {
        desk.changePassword(
                Callers.of(security), change.currentPassword(), change.newPassword(), LoginResource.address(request));
    }

    static @Nullable String cookie(HttpHeaders headers, boolean https) {
        return SessionCookies.read(https, name -> {
            Cookie cookie = headers.getCookies().get(String.valueOf(name));
            return cookie == null ? null : cookie.getValue();
        });
    }
}
