// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** What is reached from one version, nearest first, each by one of its shortest paths; breadth first and bounded. */
final class GraphWalk {
    private static final int FIRST_CAPACITY = 256;

    private final DependencyGraph graph;
    private final boolean reverse;
    private int[] nodes = new int[FIRST_CAPACITY];
    private int[] distances = new int[FIRST_CAPACITY];
    private int[] parents = new int[FIRST_CAPACITY];
    private int[] edges = new int[FIRST_CAPACITY];
    private final BitSet seen;
    private int size;
    private boolean truncated;

    private GraphWalk(DependencyGraph graph, boolean reverse) {
        this.graph = graph;
        this.reverse = reverse;
        this.seen = new BitSet(graph.nodes());
    }

    /**
     * Walks from a node, which is the first of the walk at distance 0.
     *
     * @param reverse to what depends on it, not to what it depends on
     * @param maxDistance how far
     * @param maxNodes how many besides the first
     * @param edge which edges may be followed
     */
    static GraphWalk from(
            DependencyGraph graph, int root, boolean reverse, int maxDistance, int maxNodes, IntPredicate edge) {
        GraphWalk walk = new GraphWalk(graph, reverse);
        walk.add(root, 0, Edges.NONE, Edges.NONE);
        for (int i = 0; i < walk.size && !walk.truncated; i++) {
            if (walk.distances[i] < maxDistance) {
                walk.expand(i, maxNodes, edge);
            }
        }
        return walk;
    }

    private void expand(int place, int maxNodes, IntPredicate allowed) {
        java.util.function.IntConsumer follow = edge -> {
            int other = reverse ? graph.edges().source(edge) : graph.edges().target(edge);
            if (other == Edges.NONE || seen.get(other) || !allowed.test(edge)) {
                return;
            }
            if (size > maxNodes) {
                truncated = true;
            } else {
                add(other, distances[place] + 1, place, edge);
            }
        };
        if (reverse) {
            graph.backward(nodes[place], follow);
        } else {
            graph.forward(nodes[place], follow);
        }
    }

    private void add(int node, int distance, int parent, int edge) {
        if (size == nodes.length) {
            int capacity = size * 2;
            nodes = Arrays.copyOf(nodes, capacity);
            distances = Arrays.copyOf(distances, capacity);
            parents = Arrays.copyOf(parents, capacity);
            edges = Arrays.copyOf(edges, capacity);
        }
        seen.set(node);
        nodes[size] = node;
        distances[size] = distance;
        parents[size] = parent;
        edges[size++] = edge;
    }

    /** How many were reached, the first one included. */
    int size() {
        return size;
    }

    boolean isTruncated() {
        return truncated;
    }

    int node(int place) {
        return nodes[place];
    }

    int distance(int place) {
        return distances[place];
    }

    /** The edge by which it was reached first. */
    int edge(int place) {
        return edges[place];
    }

    boolean holds(int node) {
        return seen.get(node);
    }

    /** From the first node to this one, both included. */
    List<Integer> path(int place) {
        List<Integer> path = new ArrayList<>();
        for (int at = place; at != Edges.NONE; at = parents[at]) {
            path.addFirst(nodes[at]);
        }
        return path;
    }
}
