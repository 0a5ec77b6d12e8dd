// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Webhooks over HTTP. */
@Path("/api/registry/v1/webhooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class WebhookResource {
    private final Webhooks webhooks;

    WebhookResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = Body.class, responseCode = "201")
    public Response create(@Context SecurityContext security, NewWebhook asked) {
        Webhooks.Issued issued = webhooks.create(
                Callers.of(security),
                asked.url(),
                asked.types() == null ? List.of() : asked.types(),
                asked.description());
        return Response.created(URI.create(
                        "/api/registry/v1/webhooks/" + issued.webhook().id()))
                .header(HttpHeaders.ETAG, ETags.of(issued.webhook().revision()))
                .entity(Body.of(issued.webhook(), issued.secret()))
                .build();
    }

    @GET
    @Allow(Permission.REGISTRY_ADMIN)
    public Page<Body> list(@Context SecurityContext security, @Context UriInfo uri) {
        return webhooks.list(Callers.of(security), Lists.page(uri)).map(webhook -> Body.of(webhook, null));
    }

    @GET
    @Path("{id}")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(Body.class)
    public Response get(@Context SecurityContext security, @Context HttpHeaders headers, @PathParam("id") String id) {
        Webhook webhook = webhooks.get(Callers.of(security), id);
        return ETags.answer(headers, webhook.revision(), Body.of(webhook, null));
    }

    @PATCH
    @Path("{id}")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(Body.class)
    public Response change(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            WebhookPatch patch) {
        Webhook changed = webhooks.change(
                Callers.of(security),
                id,
                ifMatch,
                new Webhooks.Change(patch.url(), patch.types(), patch.description(), patch.state()));
        return Response.ok(Body.of(changed, null))
                .header(HttpHeaders.ETAG, ETags.of(changed.revision()))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Allow(Permission.REGISTRY_ADMIN)
    public void delete(@Context SecurityContext security, @PathParam("id") String id) {
        webhooks.delete(Callers.of(security), id);
    }

    @POST
    @Path("{id}/rotate")
    @Allow(Permission.REGISTRY_ADMIN)
    public Body rotate(@Context SecurityContext security, @PathParam("id") String id, @Nullable Rotation rotation) {
        Webhooks.Issued issued =
                webhooks.rotate(Callers.of(security), id, rotation == null ? null : rotation.overlapSeconds());
        return Body.of(issued.webhook(), issued.secret());
    }

    @Schema(requiredProperties = "url")
    record NewWebhook(
            @Nullable String url,
            @Nullable List<String> types,
            @Nullable String description) {
        @Override
        public String toString() {
            return "NewWebhook[" + types + "]";
        }
    }

    record WebhookPatch(
            @Nullable String url,
            @Nullable List<String> types,
            @Nullable String description,
            @Nullable String state) {}

    @Schema(name = "WebhookRotation")
    record Rotation(@Nullable Long overlapSeconds) {}

    /**
     * @param secret present only in the answer that made it
     */
    @Schema(name = "Webhook")
    record Body(
            String id,
            String url,
            @Nullable String description,
            List<String> types,
            WebhookState state,
            @Nullable String stateReason,
            @Nullable Instant failingSince,
            @Nullable Instant formerSecretUntil,
            long revision,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            String updatedBy,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String secret) {
        static Body of(Webhook webhook, @Nullable String secret) {
            return new Body(
                    webhook.id(),
                    webhook.url(),
                    webhook.description(),
                    webhook.types().patterns(),
                    webhook.state(),
                    webhook.stateReason(),
                    webhook.failingSince(),
                    webhook.formerUntil(),
                    webhook.revision(),
                    webhook.createdAt(),
                    webhook.createdBy(),
                    webhook.updatedAt(),
                    webhook.updatedBy(),
                    secret);
        }

        @Override
        public String toString() {
            return "Webhook[" + id + "]";
        }
    }
}
