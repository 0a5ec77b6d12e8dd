// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.gateway.QuotaUse;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.KeyView;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/marketplace/v1/subscriptions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class SubscriptionResource {
    private final Subscriptions subscriptions;

    SubscriptionResource(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** 201 for a new subscription, 200 for the one there is. */
    @POST
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    @APIResponseSchema(value = Body.class, responseCode = "201")
    public Response subscribe(@Nullable Wish wish, @Context SecurityContext security) {
        if (wish == null || wish.service() == null) {
            throw Problem.invalid("service", null, "the slug or id of a service");
        }
        Subscriptions.Subscribed subscribed = subscriptions.subscribe(Callers.of(security), wish.service());
        URI location = URI.create(
                "/api/marketplace/v1/subscriptions/" + subscribed.subscription().id());
        return (subscribed.created()
                        ? Response.created(location)
                        : Response.ok().location(location))
                .header(HttpHeaders.ETAG, ETags.of(subscribed.subscription().revision()))
                .entity(Body.of(subscribed.subscription()))
                .build();
    }

    @GET
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public Page<Body> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("service_id") @Nullable String serviceId,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        SubscriptionState wanted = state == null ? null : parse(state);
        return subscriptions
                .list(Callers.of(security), wanted, serviceId, Lists.page(uri, "state", "service_id"))
                .map(Body::of);
    }

    @GET
    @Path("/{id}")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    @APIResponseSchema(Body.class)
    public Response get(@PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        Subscription subscription = subscriptions.get(Callers.of(security), id);
        return ETags.answer(headers, subscription.revision(), Body.of(subscription));
    }

    @POST
    @Path("/{id}/pause")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public Body pause(@PathParam("id") String id, @Context SecurityContext security) {
        return Body.of(subscriptions.pause(Callers.of(security), id));
    }

    @POST
    @Path("/{id}/resume")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public Body resume(@PathParam("id") String id, @Context SecurityContext security) {
        return Body.of(subscriptions.resume(Callers.of(security), id));
    }

    @POST
    @Path("/{id}/cancel")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public Body cancel(@PathParam("id") String id, @Context SecurityContext security) {
        return Body.of(subscriptions.cancel(Callers.of(security), id));
    }

    @POST
    @Path("/{id}/keys")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    @APIResponseSchema(value = KeyView.Issued.class, responseCode = "201")
    public Response issueKey(@PathParam("id") String id, @Nullable KeyWish wish, @Context SecurityContext security) {
        if (wish == null
                || wish.name() == null
                || wish.name().isBlank()
                || wish.name().length() > 100) {
            throw Problem.invalid("name", wish == null ? null : wish.name(), "1 to 100 characters to know the key by");
        }
        return issued(subscriptions.issueKey(Callers.of(security), id, wish.name(), wish.life()));
    }

    @GET
    @Path("/{id}/keys")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public Page<KeyView> keys(@PathParam("id") String id, @Context SecurityContext security) {
        return new Page<>(
                subscriptions.keys(Callers.of(security), id).stream()
                        .limit(1_000)
                        .map(KeyView::of)
                        .toList(),
                null);
    }

    @POST
    @Path("/{id}/playground-key")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    @APIResponseSchema(value = KeyView.Issued.class, responseCode = "201")
    public Response issuePlaygroundKey(@PathParam("id") String id, @Context SecurityContext security) {
        Caller caller = Callers.of(security);
        return issued(subscriptions.issueKey(caller, id, "playground", Subscriptions.PLAYGROUND_LIFE));
    }

    @GET
    @Path("/{id}/quota")
    @Allow(Permission.MARKETPLACE_SUBSCRIBE)
    public QuotaBody quota(@PathParam("id") String id, @Context SecurityContext security) {
        return QuotaBody.of(subscriptions.quota(Callers.of(security), id));
    }

    private static Response issued(Keys.IssuedKey issued) {
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(KeyView.Issued.of(issued))
                .build();
    }

    private static SubscriptionState parse(String text) {
        for (SubscriptionState state : SubscriptionState.values()) {
            if (state.wireName().equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("state", text, "active, paused or ended");
    }

    @Schema(name = "NewSubscription", requiredProperties = "service")
    record Wish(@Nullable String service) {}

    @Schema(name = "NewSubscriptionKey", requiredProperties = "name")
    record KeyWish(@Nullable String name, @Nullable Long expiresInDays) {
        Duration life() {
            long days = expiresInDays == null ? Keys.DEFAULT_LIFE.toDays() : expiresInDays;
            if (days < 1 || days > Keys.MAX_LIFE.toDays()) {
                throw Problem.invalid("expires_in_days", days, "1 to " + Keys.MAX_LIFE.toDays());
            }
            return Duration.ofDays(days);
        }
    }

    @Schema(name = "Subscription")
    record Body(
            String id,
            Service service,
            PlanView plan,
            SubscriptionState state,
            ServiceBody.Person subscriber,
            Instant createdAt,
            Instant updatedAt) {
        static Body of(Subscription subscription) {
            Listing service = subscription.service();
            return new Body(
                    subscription.id(),
                    new Service(
                            service.id(), service.slug(), service.texts().name(), service.version(), service.state()),
                    PlanView.of(service.target().plan()),
                    subscription.state(),
                    ServiceBody.Person.of(subscription.subscriber()),
                    subscription.createdAt(),
                    subscription.updatedAt());
        }
    }

    @Schema(name = "SubscribedService")
    record Service(String id, String slug, String name, String version, ServiceState state) {}

    @Schema(name = "Quota")
    record QuotaBody(Instant periodStart, Instant resetsAt, Counted requests, Counted tokens) {
        static QuotaBody of(Subscriptions.Quota quota) {
            Plan plan = quota.subscription().service().target().plan();
            QuotaUse.Use use = quota.use();
            return new QuotaBody(
                    use.periodStart(),
                    use.resetsAt(),
                    Counted.of(plan.requestsPerMonth(), use.requests()),
                    Counted.of(plan.tokensPerMonth(), use.tokens()));
        }
    }

    @Schema(name = "QuotaUse")
    record Counted(
            @Nullable Long limit, long used, @Nullable Long remaining) {
        static Counted of(@Nullable Long limit, long used) {
            return new Counted(limit, used, limit == null ? null : Math.max(0, limit - used));
        }
    }
}
