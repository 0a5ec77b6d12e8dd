// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Keys.KeyState;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.KeyView;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** API keys. */
@Singleton
@Path("/api/identity/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class KeysResource {
    private final KeyRing keys;

    KeysResource(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * @param scopes narrows the roles; none or empty leaves them whole
     * @param expiresInDays 1 to 365, 90 when not given
     */
    @Schema(requiredProperties = {"name", "roles"})
    record NewKey(
            @Nullable String name,
            @Nullable List<Role> roles,
            @Nullable List<Permission> scopes,
            @Nullable Integer expiresInDays) {}

    /**
     * @param overlapSeconds how long the old key goes on, 0 to 604,800; a day when not given
     */
    record Rotation(@Nullable Integer overlapSeconds) {}

    @GET
    @Allow(Permission.KEYS_READ)
    public Page<KeyView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("subscription_id") @Nullable String subscriptionId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        PageRequest page = Lists.page(uri, "state", "subscription_id");
        return keys.list(Callers.of(security), page, state(state), subscriptionId)
                .map(KeyView::of);
    }

    @GET
    @Path("/{id}")
    @Allow(Permission.KEYS_READ)
    public KeyView find(@PathParam("id") String id, @Context SecurityContext security) {
        return KeyView.of(keys.find(Callers.of(security), id));
    }

    @POST
    @Allow(Permission.KEYS_WRITE)
    @ResponseStatus(201)
    public KeyView.Issued create(NewKey key, @Context SecurityContext security) {
        Integer days = key.expiresInDays();
        Duration life = days == null ? Keys.DEFAULT_LIFE : Duration.ofDays(days);
        return KeyView.Issued.of(keys.issue(
                Callers.of(security),
                Fields.text("name", key.name(), 100),
                Fields.roles(key.roles()),
                Fields.scopes(key.scopes()),
                life));
    }

    @POST
    @Path("/{id}/rotate")
    @Allow(Permission.KEYS_WRITE)
    @ResponseStatus(201)
    public KeyView.Issued rotate(
            @PathParam("id") String id, @Nullable Rotation rotation, @Context SecurityContext security) {
        Integer seconds = rotation == null ? null : rotation.overlapSeconds();
        Duration overlap = seconds == null ? KeyRing.DEFAULT_OVERLAP : Duration.ofSeconds(seconds);
        return KeyView.Issued.of(keys.rotate(Callers.of(security), id, overlap));
    }

    @DELETE
    @Path("/{id}")
    @Allow(Permission.KEYS_WRITE)
    public void revoke(@PathParam("id") String id, @Context SecurityContext security) {
        keys.revoke(Callers.of(security), id);
    }

    private static @Nullable KeyState state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (KeyState state : KeyState.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("state", text, "active, rotating, expired or revoked");
    }
}
