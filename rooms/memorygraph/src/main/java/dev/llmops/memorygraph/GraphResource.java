// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.memorygraph.MemoryGraph.BlastRadius;
import dev.llmops.contracts.memorygraph.MemoryGraph.Connection;
import dev.llmops.contracts.memorygraph.MemoryGraph.Lineage;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reach;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import dev.llmops.memorygraph.GraphAnswers.ImpactBody;
import dev.llmops.memorygraph.GraphAnswers.LineageBody;
import dev.llmops.memorygraph.GraphAnswers.NodeBody;
import dev.llmops.memorygraph.GraphAnswers.NodeDetail;
import dev.llmops.memorygraph.GraphAnswers.PathBody;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/memorygraph/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class GraphResource {
    private final LocalMemoryGraph graph;
    private final GraphQueries queries;

    GraphResource(LocalMemoryGraph graph, GraphQueries queries) {
        this.graph = graph;
        this.queries = queries;
    }

    /** What was asked of a walk. */
    private record Walk(
            @Nullable String depth,
            @Nullable String types,
            @Nullable String asOf) {
        Reach reach() {
            return GraphQueries.reach(depth, types, asOf);
        }
    }

    @GET
    @Path("/nodes")
    @Allow(Permission.REGISTRY_READ)
    public Page<NodeBody> nodes(
            @QueryParam("type") @Nullable String type,
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("name") @Nullable String name,
            @QueryParam("as_of") @Nullable String asOf,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        NodeType wanted = NodeType.parse(required("type", type, "a type of node, such as dataset"));
        return queries.nodes(
                        tenant(security),
                        wanted,
                        namespace,
                        name,
                        GraphQueries.time(asOf),
                        Lists.page(uri, "type", "namespace", "name", "as_of"))
                .map(NodeBody::of);
    }

    @GET
    @Path("/nodes/{id}")
    @Allow(Permission.REGISTRY_READ)
    public NodeDetail node(
            @PathParam("id") String id, @QueryParam("as_of") @Nullable String asOf, @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        return queries.node(tenant, queries.resolve(tenant, id), GraphQueries.time(asOf));
    }

    @GET
    @Path("/nodes/{id}/upstream")
    @Allow(Permission.REGISTRY_READ)
    public LineageBody upstream(
            @PathParam("id") String id,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("types") @Nullable String types,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        return lineage(
                tenant, id, new Walk(depth, types, asOf).reach(), (root, reach) -> graph.upstream(tenant, root, reach));
    }

    @GET
    @Path("/nodes/{id}/downstream")
    @Allow(Permission.REGISTRY_READ)
    public LineageBody downstream(
            @PathParam("id") String id,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("types") @Nullable String types,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        return lineage(
                tenant,
                id,
                new Walk(depth, types, asOf).reach(),
                (root, reach) -> graph.downstream(tenant, root, reach));
    }

    @GET
    @Path("/nodes/{id}/impact")
    @Allow(Permission.REGISTRY_READ)
    public ImpactBody impact(
            @PathParam("id") String id,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("types") @Nullable String types,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        Reach reach = new Walk(depth == null ? "100" : depth, types, asOf).reach();
        return switch (graph.impact(tenant, queries.resolve(tenant, id), reach)) {
            case BlastRadius.Measured measured -> ImpactBody.of(measured, reach.depth());
            case BlastRadius.UnknownRoot unknown ->
                throw GraphQueries.missing(unknown.root().toString());
        };
    }

    /** Above and below a node in one answer. */
    @GET
    @Path("/lineage")
    @Allow(Permission.REGISTRY_READ)
    public LineageBody lineage(
            @QueryParam("node_id") @Nullable String nodeId,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("types") @Nullable String types,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        String id = required("node_id", nodeId, "the id of a node, such as dataset:namespace:name");
        return lineage(
                tenant, id, new Walk(depth, types, asOf).reach(), (root, reach) -> graph.around(tenant, root, reach));
    }

    @GET
    @Path("/path")
    @Allow(Permission.REGISTRY_READ)
    public PathBody path(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("types") @Nullable String types,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        String expected = "the id of a node, such as dataset:namespace:name";
        NodeRef start = queries.resolve(tenant, required("from", from, expected));
        NodeRef end = queries.resolve(tenant, required("to", to, expected));
        return switch (graph.path(tenant, start, end, new Walk("1000", types, asOf).reach())) {
            case Connection.Connected way -> PathBody.of(way);
            case Connection.NotConnected none -> PathBody.none(none.truncated());
            case Connection.UnknownEnd unknown ->
                throw GraphQueries.missing(unknown.end().toString());
        };
    }

    /** From a column, or from all columns of a dataset. */
    @GET
    @Path("/columns/{id}/{direction}")
    @Allow(Permission.REGISTRY_READ)
    public LineageBody columns(
            @PathParam("id") String id,
            @PathParam("direction") String direction,
            @QueryParam("depth") @Nullable String depth,
            @QueryParam("as_of") @Nullable String asOf,
            @Context SecurityContext security) {
        TenantId tenant = tenant(security);
        Reach wanted = new Walk(depth, null, asOf).reach();
        Reach reach = new Reach(wanted.depth(), Set.of(Relation.COLUMN_FROM), wanted.asOf());
        return switch (direction) {
            case "upstream" -> lineage(tenant, id, reach, (root, far) -> graph.upstream(tenant, root, far));
            case "downstream" -> lineage(tenant, id, reach, (root, far) -> graph.downstream(tenant, root, far));
            default -> throw Problem.notFound("direction", direction, "upstream or downstream");
        };
    }

    private LineageBody lineage(TenantId tenant, String id, Reach reach, BiFunction<NodeRef, Reach, Lineage> ask) {
        if (!EventTerms.isUuid(id) && ask.apply(NodeRef.parse(id), reach) instanceof Lineage.Found found) {
            return LineageBody.of(found);
        }
        return switch (ask.apply(queries.resolve(tenant, id), reach)) {
            case Lineage.Found found -> LineageBody.of(found);
            case Lineage.UnknownRoot unknown ->
                throw GraphQueries.missing(unknown.root().toString());
        };
    }

    private static TenantId tenant(SecurityContext security) {
        return Callers.of(security).tenant();
    }

    static String required(String parameter, @Nullable String value, String expected) {
        if (value == null || value.isBlank()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, Violation.of(parameter, null, expected));
        }
        return value;
    }
}
