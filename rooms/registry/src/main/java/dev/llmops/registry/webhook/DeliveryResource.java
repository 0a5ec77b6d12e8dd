// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Deliveries over HTTP: what came of them, and another go. */
@Path("/api/registry/v1/webhooks/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class DeliveryResource {
    private final Deliveries deliveries;

    DeliveryResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GET
    @Path("deliveries")
    @Allow(Permission.REGISTRY_ADMIN)
    @Parameter(name = "state", in = ParameterIn.QUERY, schema = @Schema(implementation = DeliveryState.class))
    public Page<Body> list(@Context SecurityContext security, @Context UriInfo uri, @PathParam("id") String id) {
        PageRequest page = Lists.page(uri, "state");
        String state = uri.getQueryParameters().getFirst("state");
        return deliveries
                .list(Callers.of(security), id, state == null ? null : DeliveryState.parse(state), page)
                .map(Body::of);
    }

    @POST
    @Path("deliveries/{delivery}/redeliver")
    @Allow(Permission.REGISTRY_ADMIN)
    public Body redeliver(
            @Context SecurityContext security, @PathParam("id") String id, @PathParam("delivery") String delivery) {
        return Body.of(deliveries.redeliver(Callers.of(security), id, delivery));
    }

    @POST
    @Path("test")
    @Allow(Permission.REGISTRY_ADMIN)
    public Body test(@Context SecurityContext security, @PathParam("id") String id) {
        return Body.of(deliveries.test(Callers.of(security), id));
    }

    @Schema(name = "WebhookDelivery")
    record Body(
            String id,
            String webhookId,
            String eventId,
            String eventType,
            DeliveryState state,
            int tries,
            @Nullable Instant nextAt,
            @Nullable Integer lastStatus,
            @Nullable String lastError,
            Instant createdAt,
            @Nullable Instant endedAt) {
        static Body of(Delivery delivery) {
            return new Body(
                    delivery.id(),
                    delivery.webhookId(),
                    delivery.eventId(),
                    delivery.eventType(),
                    delivery.state(),
                    delivery.tries(),
                    delivery.state() == DeliveryState.PENDING ? delivery.nextAt() : null,
                    delivery.lastStatus(),
                    delivery.lastError(),
                    delivery.createdAt(),
                    delivery.endedAt());
        }
    }
}
