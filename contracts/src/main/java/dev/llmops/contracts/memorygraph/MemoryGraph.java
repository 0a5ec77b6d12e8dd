// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What other rooms tell and ask the memory graph. Every answer is of one organisation. */
public interface MemoryGraph {
    /** Merges what is said into the graph; on return it is stored. Idempotent, in any order. */
    void upsert(Caller caller, GraphUpdate update);

    /** What the root was made from or depends on. */
    Lineage upstream(TenantId tenant, NodeRef root, Reach reach);

    /** What was made from the root or depends on it. */
    Lineage downstream(TenantId tenant, NodeRef root, Reach reach);

    /** A shortest way along which a change of one reaches the other. */
    Connection path(TenantId tenant, NodeRef from, NodeRef to, Reach reach);

    /** What a change of the root may break. */
    BlastRadius impact(TenantId tenant, NodeRef root, Reach reach);

    /**
     * How far to look.
     *
     * @param depth 1 to 1,000 steps
     * @param types the relations to follow
     * @param asOf the graph as it was then; null for now
     */
    record Reach(int depth, Set<Relation> types, @Nullable Instant asOf) {
        public static final int MAX_DEPTH = 1_000;

        public Reach {
            if (depth < 1 || depth > MAX_DEPTH) {
                throw Problem.invalid("depth", depth, "a whole number from 1 to " + MAX_DEPTH);
            }
            types = Set.copyOf(types);
        }

        public static Reach of(int depth) {
            return new Reach(depth, Relation.flowing(), null);
        }
    }

    /** A node and how far it is from the root. */
    record Reached(GraphNode node, int distance) {}

    sealed interface Lineage {
        /**
         * @param nodes nearest first, the root with distance 0 among them; at most 10,000
         * @param edges those between the nodes
         * @param truncated whether there was more
         */
        record Found(
                GraphNode root,
                int depth,
                List<Reached> nodes,
                List<GraphEdge> edges,
                boolean truncated,
                Instant generatedAt)
                implements Lineage {
            public Found {
                nodes = List.copyOf(nodes);
                edges = List.copyOf(edges);
            }
        }

        /** The organisation has no such node, or had none then. */
        record UnknownRoot(NodeRef root) implements Lineage {}
    }

    sealed interface Connection {
        /** The nodes from one end to the other, and the edges between neighbours. */
        record Connected(List<GraphNode> nodes, List<GraphEdge> edges) implements Connection {
            public Connected {
                nodes = List.copyOf(nodes);
                edges = List.copyOf(edges);
            }
        }

        /** @param truncated whether the search gave up at 10,000 nodes */
        record NotConnected(boolean truncated) implements Connection {}

        record UnknownEnd(NodeRef end) implements Connection {}
    }

    enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    sealed interface BlastRadius {
        /** @param impacts the most severe first, then the nearest; what ended already is not among them */
        record Measured(GraphNode root, List<Impact> impacts, boolean truncated, Instant generatedAt)
                implements BlastRadius {
            public Measured {
                impacts = List.copyOf(impacts);
            }
        }

        record UnknownRoot(NodeRef root) implements BlastRadius {}
    }

    /**
     * @param breaking whether every step of the path is one that needs the other: no optional, test or indirect one
     * @param path from the root to the node, both included
     */
    record Impact(GraphNode node, int distance, Severity severity, boolean breaking, List<NodeRef> path) {
        public Impact {
            path = List.copyOf(path);
        }
    }
}
