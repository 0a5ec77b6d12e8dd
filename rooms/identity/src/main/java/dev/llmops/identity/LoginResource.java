// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.SessionCookies;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Into the user interface and out of it. */
@Singleton
@Path("/api/identity/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class LoginResource {
    private final LoginDesk desk;
    private final BrowserSessions sessions;

    LoginResource(LoginDesk desk, BrowserSessions sessions) {
        this.desk = desk;
        this.sessions = sessions;
    }

    /** By password. */
    @Schema(
            name = "LoginRequest",
            requiredProperties = {"email", "password"})
    record Login(@Nullable String email, @Nullable String password) {
        @Override
        public String toString() {
            return "Login[hidden]";
        }
    }

    /** By the one-time link; sets the password. */
    @Schema(
            name = "LoginLinkRequest",
            requiredProperties = {"token", "password"})
    record LinkLogin(@Nullable String token, @Nullable String password) {
        @Override
        public String toString() {
            return "LinkLogin[hidden]";
        }
    }

    /**
     * @param csrfToken what the header {@code x-llmops-csrf} of every change must carry
     */
    record LoginAnswer(UserView user, String csrfToken) {}

    @POST
    @Path("/login")
    @Allow(Permission.PUBLIC)
    @APIResponseSchema(LoginAnswer.class)
    public Response login(Login login, @Context HttpServerRequest request) {
        return answer(desk.login(login.email(), login.password(), address(request)), request);
    }

    @POST
    @Path("/login/link")
    @Allow(Permission.PUBLIC)
    @APIResponseSchema(LoginAnswer.class)
    public Response redeem(LinkLogin login, @Context HttpServerRequest request) {
        return answer(desk.redeem(login.token(), login.password(), address(request)), request);
    }

    @POST
    @Path("/logout")
    @Allow(Permission.SELF)
    @APIResponse(responseCode = "204")
    public Response logout(
            @Context HttpHeaders headers, @Context HttpServerRequest request, @Context SecurityContext security) {
        String value = MeResource.cookie(headers, https(request));
        if (value != null) {
            sessions.end(Callers.of(security), value);
        }
        return Response.noContent().cookie(SessionCookies.clear(https(request))).build();
    }

    private static Response answer(LoginDesk.LoggedIn loggedIn, HttpServerRequest request) {
        BrowserSessions.Opened session = loggedIn.session();
        return Response.ok(new LoginAnswer(UserView.of(loggedIn.account()), session.csrfToken()))
                .cookie(SessionCookies.issue(https(request), session.cookieValue(), BrowserSessions.LIFE))
                .build();
    }

    static boolean https(HttpServerRequest request) {
        return request.isSSL() || "https".equals(request.scheme());
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
    }
}
