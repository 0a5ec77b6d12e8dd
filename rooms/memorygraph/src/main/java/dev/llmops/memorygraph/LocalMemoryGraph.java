// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.GraphUpdate;
import dev.llmops.contracts.memorygraph.MemoryGraph;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The graph in this process's database. */
@Singleton
final class LocalMemoryGraph implements MemoryGraph {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final GroupCommit commit;
    private final Clock clock;

    LocalMemoryGraph(Database database, GroupCommit commit, Clock clock) {
        this.database = database;
        this.commit = commit;
        this.clock = clock;
    }

    @Override
    public void upsert(Caller caller, GraphUpdate update) {
        Instant at = update.at().truncatedTo(ChronoUnit.MICROS);
        GraphChange change = new GraphChange();
        for (GraphUpdate.Node node : update.nodes()) {
            change.node(
                    node.ref(), node.version(), object(node.attributes()), JsonNodeFactory.instance.objectNode(), at);
            if (node.ended()) {
                change.ended(node.ref(), at);
            }
        }
        for (GraphUpdate.Edge edge : update.edges()) {
            UUID from = edge.withdrawn() ? NodeIds.of(edge.from()) : change.node(edge.from(), at);
            UUID to = edge.withdrawn() ? NodeIds.of(edge.to()) : change.node(edge.to(), at);
            change.edge(from, to, edge.type(), update.source(), object(edge.attributes()), at, edge.withdrawn());
        }
        commit.commit(
                caller.tenant(),
                change,
                200L * (update.nodes().size() + update.edges().size()));
    }

    private static ObjectNode object(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // refused below
        }
        throw Problem.invalid("attributes", json, "a JSON object");
    }

    @Override
    public Lineage upstream(TenantId tenant, NodeRef root, Reach reach) {
        return lineage(tenant, root, reach, Set.of(true));
    }

    @Override
    public Lineage downstream(TenantId tenant, NodeRef root, Reach reach) {
        return lineage(tenant, root, reach, Set.of(false));
    }

    /** Above and below the root in one answer. */
    Lineage around(TenantId tenant, NodeRef root, Reach reach) {
        return lineage(tenant, root, reach, Set.of(true, false));
    }

    private Lineage lineage(TenantId tenant, NodeRef root, Reach reach, Set<Boolean> ways) {
        return database.read(tenant, sql -> {
            GraphReadDao graph = new GraphReadDao(sql, reach.asOf());
            Optional<GraphNode> found = graph.find(NodeIds.of(root));
            if (found.isEmpty()) {
                return new Lineage.UnknownRoot(root);
            }
            Neighbourhood around = new Neighbourhood(graph, reach.types());
            List<UUID> roots = reach.types().equals(Set.of(Relation.COLUMN_FROM))
                    ? columnsOf(graph, root)
                    : List.of(NodeIds.of(root));
            ways.forEach(up -> around.look(roots, up, reach.depth()));
            return new Lineage.Found(
                    found.get(), reach.depth(), around.nodes(), around.edges(), around.truncated(), clock.instant());
        });
    }

    /** Asked for the columns of a dataset, all of its columns are roots. */
    private static List<UUID> columnsOf(GraphReadDao graph, NodeRef root) {
        UUID id = NodeIds.of(root);
        List<UUID> columns = new java.util.ArrayList<>(List.of(id));
        for (StoredEdge part : graph.edges(List.of(id), false, Set.of(Relation.PARENT_OF))) {
            columns.add(part.downstream());
        }
        return columns;
    }

    @Override
    public Connection path(TenantId tenant, NodeRef from, NodeRef to, Reach reach) {
        return database.read(tenant, sql -> {
            GraphReadDao graph = new GraphReadDao(sql, reach.asOf());
            for (NodeRef end : List.of(from, to)) {
                if (graph.find(NodeIds.of(end)).isEmpty()) {
                    return new Connection.UnknownEnd(end);
                }
            }
            boolean truncated = false;
            for (List<NodeRef> ends : List.of(List.of(from, to), List.of(to, from))) {
                Neighbourhood below = new Neighbourhood(graph, reach.types());
                below.look(List.of(NodeIds.of(ends.getFirst())), false, reach.depth());
                truncated |= below.truncated();
                Optional<Connection.Connected> way =
                        Spread.from(below, ends.getFirst()).way(ends.getLast());
                if (way.isPresent()) {
                    return way.get();
                }
            }
            return new Connection.NotConnected(truncated);
        });
    }

    @Override
    public BlastRadius impact(TenantId tenant, NodeRef root, Reach reach) {
        return database.read(tenant, sql -> {
            GraphReadDao graph = new GraphReadDao(sql, reach.asOf());
            Optional<GraphNode> found = graph.find(NodeIds.of(root));
            if (found.isEmpty()) {
                return new BlastRadius.UnknownRoot(root);
            }
            Neighbourhood below = new Neighbourhood(graph, reach.types());
            below.look(List.of(NodeIds.of(root)), false, reach.depth());
            return new BlastRadius.Measured(
                    found.get(), Spread.from(below, root).impacts(), below.truncated(), clock.instant());
        });
    }
}
