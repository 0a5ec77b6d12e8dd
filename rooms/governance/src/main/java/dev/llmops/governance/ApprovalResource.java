// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.governance.Approvals.Approval;
import dev.llmops.contracts.governance.Approvals.State;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
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
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/governance/v1/approvals")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ApprovalResource {
    private final ApprovalQueue queue;
    private final ObjectMapper json;

    ApprovalResource(ApprovalQueue queue, ObjectMapper json) {
        this.queue = queue;
        this.json = json;
    }

    @GET
    @Allow(Permission.APPROVALS_READ)
    public Page<Body> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("kind") @Nullable String kind,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        State wanted = state == null ? null : parse(state);
        return queue.list(Callers.of(security).tenant(), wanted, kind, Lists.page(uri, "state", "kind"))
                .map(this::body);
    }

    @GET
    @Path("/{id}")
    @Allow(Permission.APPROVALS_READ)
    @APIResponseSchema(Body.class)
    public Response get(@PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        Approval approval = queue.get(Callers.of(security).tenant(), id);
        // A request changes once in its life: when it is decided.
        return ETags.answer(headers, approval.state() == State.PENDING ? 1 : 2, body(approval));
    }

    @POST
    @Path("/{id}/approve")
    @Allow(Permission.APPROVALS_DECIDE)
    public Body approve(@PathParam("id") String id, @Nullable Decision decision, @Context SecurityContext security) {
        return body(queue.approve(Callers.of(security), id, decision == null ? null : decision.reason()));
    }

    @POST
    @Path("/{id}/reject")
    @Allow(Permission.APPROVALS_DECIDE)
    public Body reject(@PathParam("id") String id, @Nullable Decision decision, @Context SecurityContext security) {
        return body(queue.reject(Callers.of(security), id, decision == null ? null : decision.reason()));
    }

    private static State parse(String text) {
        for (State state : State.values()) {
            if (ApprovalDao.wireName(state).equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("state", text, "pending, approved, rejected, cancelled or expired");
    }

    private Body body(Approval approval) {
        return new Body(
                approval.id(),
                approval.kind(),
                approval.subject(),
                approval.title(),
                detail(approval),
                approval.state(),
                new Person(approval.requestedBy(), approval.requestedByName()),
                approval.requestedAt(),
                approval.expiresAt(),
                approval.decidedBy() == null || approval.decidedByName() == null
                        ? null
                        : new Person(approval.decidedBy(), approval.decidedByName()),
                approval.decidedAt(),
                approval.reason());
    }

    private JsonNode detail(Approval approval) {
        try {
            return json.readTree(approval.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the detail of approval " + approval.id() + " is stored as JSON", e);
        }
    }

    record Decision(@Nullable String reason) {}

    @Schema(name = "Party")
    record Person(String id, String name) {}

    @Schema(name = "Approval")
    record Body(
            String id,
            String kind,
            String subject,
            String title,
            JsonNode detail,
            State state,
            Person requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            @Nullable Person decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String reason) {}
}
