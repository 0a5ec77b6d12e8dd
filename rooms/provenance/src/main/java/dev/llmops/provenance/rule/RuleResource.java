// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.rule;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Rules over HTTP, and how a version stands by them before anybody publishes it. */
@Singleton
@Path("/api/provenance/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RuleResource {
    private final SigningRules rules;

    RuleResource(SigningRules rules) {
        this.rules = rules;
    }

    @POST
    @Path("/rules")
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = SigningRule.class, responseCode = "201")
    public Response make(SigningRules.NewRule asked, @Context SecurityContext security) {
        SigningRule rule = rules.make(Callers.of(security), asked);
        return Response.created(URI.create("/api/provenance/v1/rules"))
                .entity(rule)
                .build();
    }

    /** All of them: there are at most 200. */
    @GET
    @Path("/rules")
    @Allow(Permission.REGISTRY_READ)
    public Page<SigningRule> list(@Context SecurityContext security) {
        return new Page<>(rules.all(Callers.of(security).tenant()), null);
    }

    @DELETE
    @Path("/rules/{id}")
    @Allow(Permission.REGISTRY_ADMIN)
    public void remove(@PathParam("id") String id, @Context SecurityContext security) {
        rules.remove(Callers.of(security), id);
    }

    /** What a publication would be told, with the reasons. */
    @GET
    @Path("/assets/{id}/requirements")
    @Allow(Permission.REGISTRY_READ)
    public Standing standing(@PathParam("id") String id, @Context SecurityContext security) {
        List<RuleOutcome> outcomes = rules.outcomes(Callers.of(security), id);
        return new Standing(outcomes.stream().allMatch(RuleOutcome::met), outcomes);
    }

    @Schema(name = "SigningStanding")
    record Standing(boolean met, List<RuleOutcome> rules) {}
}
