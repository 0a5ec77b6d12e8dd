// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.memorygraph.GraphAnswers.EventBody;
import dev.llmops.memorygraph.GraphAnswers.RunBody;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/memorygraph/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RunResource {
    private final GraphQueries queries;

    RunResource(GraphQueries queries) {
        this.queries = queries;
    }

    /** The runs of a job, or the one run. */
    @GET
    @Path("/runs")
    @Allow(Permission.REGISTRY_READ)
    public Page<RunBody> runs(
            @QueryParam("job") @Nullable String job,
            @QueryParam("run_id") @Nullable String runId,
            @QueryParam("as_of") @Nullable String asOf,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        TenantId tenant = Callers.of(security).tenant();
        if (runId != null && !EventTerms.isUuid(runId)) {
            throw Problem.invalid("run_id", runId, "a UUID");
        }
        NodeRef of = runId != null
                ? null
                : queries.resolve(
                        tenant, GraphResource.required("job", job, "the id of a job, such as job:namespace:name"));
        return queries.runs(
                tenant,
                of,
                runId == null ? null : runId.toLowerCase(Locale.ROOT),
                GraphQueries.time(asOf),
                Lists.page(uri, "job", "run_id", "as_of"));
    }

    /** What was said of a run, job or dataset, as it came. */
    @GET
    @Path("/events")
    @Allow(Permission.REGISTRY_READ)
    public Page<EventBody> events(
            @QueryParam("node_id") @Nullable String nodeId, @Context UriInfo uri, @Context SecurityContext security) {
        TenantId tenant = Callers.of(security).tenant();
        String id = GraphResource.required("node_id", nodeId, "the id of a run, job or dataset, such as run:UUID");
        return queries.events(tenant, queries.resolve(tenant, id), Lists.page(uri, "node_id"));
    }
}
