// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** The dependency graph over HTTP. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class DependencyResource {
    private static final int DEFAULT_SHOWN = 1_000;

    private final DependencyQueries queries;
    private final Impact impact;
    private final Conflicts conflicts;

    DependencyResource(DependencyQueries queries, Impact impact, Conflicts conflicts) {
        this.queries = queries;
        this.impact = impact;
        this.conflicts = conflicts;
    }

    @GET
    @Path("{id}/dependencies")
    @Allow(Permission.REGISTRY_READ)
    public DependencyQueries.Answer dependencies(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("transitive") @Nullable String transitive) {
        return queries.dependencies(Callers.of(security), id, depth(depth, transitive));
    }

    @GET
    @Path("{id}/dependents")
    @Allow(Permission.REGISTRY_READ)
    public DependencyQueries.Answer dependents(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("transitive") @Nullable String transitive) {
        return queries.dependents(Callers.of(security), id, depth(depth, transitive));
    }

    @GET
    @Path("{id}/impact")
    @Allow(Permission.REGISTRY_READ)
    public Impact.Answer impact(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit) {
        int shown = limit == null ? DEFAULT_SHOWN : number("limit", limit, DependencyQueries.MAX_NODES);
        return impact.of(Callers.of(security), id, shown);
    }

    @GET
    @Path("{id}/conflicts")
    @Allow(Permission.REGISTRY_READ)
    public Conflicts.Answer conflicts(@Context SecurityContext security, @PathParam("id") String id) {
        return conflicts.of(Callers.of(security), id);
    }

    private static @Nullable Integer depth(@Nullable String depth, @Nullable String transitive) {
        boolean all =
                switch (transitive) {
                    case null -> false;
                    case "true", "" -> true;
                    case "false" -> false;
                    default -> throw Problem.invalid("transitive", transitive, "true or false");
                };
        if (depth == null) {
            return all ? null : Integer.valueOf(1);
        }
        return number("depth", depth, DependencyQueries.MAX_DEPTH);
    }

    private static int number(String parameter, String text, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal below
        }
        throw Problem.invalid(parameter, text, "a whole number from 1 to " + max);
    }
}
