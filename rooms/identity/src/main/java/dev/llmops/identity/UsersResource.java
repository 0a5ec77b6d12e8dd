// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The people of the caller's organisation. */
@Singleton
@Path("/api/identity/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class UsersResource {
    private final Directory directory;

    UsersResource(Directory directory) {
        this.directory = directory;
    }

    /**
     * @param password at least 12 characters
     */
    @Schema(requiredProperties = {"email", "name", "roles", "password"})
    record NewUser(
            @Nullable String email,
            @Nullable String name,
            @Nullable List<Role> roles,
            @Nullable String password) {
        @Override
        public String toString() {
            return "NewUser[hidden]";
        }
    }

    /** What is not given stays as it is. */
    @Schema(name = "UserChange")
    record UserPatch(
            @Nullable String name,
            @Nullable List<Role> roles,
            @Nullable UserState state) {}

    @GET
    @Allow(Permission.USERS_READ)
    public Page<UserView> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        return directory.list(Callers.of(security), Lists.page(uri)).map(UserView::of);
    }

    @GET
    @Path("/{id}")
    @Allow(Permission.USERS_READ)
    @APIResponseSchema(UserView.class)
    public Response find(@PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        Account account = directory.find(Callers.of(security), id);
        return ETags.answer(headers, account.revision(), UserView.of(account));
    }

    @POST
    @Allow(Permission.USERS_WRITE)
    @APIResponseSchema(value = UserView.class, responseCode = "201")
    public Response create(NewUser user, @Context SecurityContext security) {
        Account account = directory.create(
                Callers.of(security), user.email(), user.name(), Fields.roles(user.roles()), user.password());
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/identity/v1/users/" + account.id())
                .header(HttpHeaders.ETAG, ETags.of(account.revision()))
                .entity(UserView.of(account))
                .build();
    }

    @PATCH
    @Path("/{id}")
    @Allow(Permission.USERS_WRITE)
    @APIResponseSchema(UserView.class)
    public Response change(
            @PathParam("id") String id,
            UserPatch patch,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        Account account = directory.change(
                Callers.of(security),
                id,
                new Directory.Change(
                        patch.name(),
                        patch.roles() == null ? null : Fields.roles(patch.roles()),
                        patch.state() == null
                                ? null
                                : Account.State.valueOf(patch.state().name())),
                ifMatch);
        return Response.ok(UserView.of(account))
                .header(HttpHeaders.ETAG, ETags.of(account.revision()))
                .build();
    }
}
