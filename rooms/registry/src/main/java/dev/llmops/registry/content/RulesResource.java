// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The rules about tiers. */
@Path(ContentResource.PATH + "/rules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RulesResource {
    private final Rules rules;

    RulesResource(Rules rules) {
        this.rules = rules;
    }

    /** The first that fits an object decides. */
    record RulesJson(List<ContentRule> rules) {}

    @GET
    @Allow(Permission.REGISTRY_READ)
    @APIResponseSchema(RulesJson.class)
    public Response get(@Context SecurityContext security, @Context HttpHeaders headers) {
        Rules.Current current = rules.get(Callers.of(security).tenant());
        return ETags.answer(headers, current.revision(), new RulesJson(current.rules()));
    }

    @PUT
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(RulesJson.class)
    public Response put(@Context SecurityContext security, @Context HttpHeaders headers, @Nullable RulesJson wanted) {
        if (wanted == null || wanted.rules() == null) {
            throw Problem.invalid("rules", null, "a list of rules; an empty one keeps everything where it is");
        }
        Rules.Current current =
                rules.replace(Callers.of(security), headers.getHeaderString(HttpHeaders.IF_MATCH), wanted.rules());
        return Response.ok(new RulesJson(current.rules()))
                .header(HttpHeaders.ETAG, ETags.of(current.revision()))
                .build();
    }
}
