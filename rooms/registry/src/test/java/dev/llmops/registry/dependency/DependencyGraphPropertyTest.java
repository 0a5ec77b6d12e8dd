// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.Ulids;
import dev.llmops.registry.dependency.DependencyDao.EdgeRow;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jgrapht.Graph;
import org.jgrapht.alg.cycle.CycleDetector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.EdgeReversedGraph;
import org.jgrapht.traverse.BreadthFirstIterator;

/** The graph against JGraphT, over random graphs that are changed while they are asked. */
class DependencyGraphPropertyTest {
    private static final int NODES = 10;
    private static final List<String> IDS =
            IntStream.range(0, NODES).mapToObj(any -> Ulids.next()).toList();

    @Property(tries = 10_000)
    void whatIsReachedAndHowFarIsWhatTheOracleSays(@ForAll long seed) {
        Random random = new Random(seed);
        DependencyGraph graph = new DependencyGraph(constraint -> constraint::equals);
        List<List<Integer>> declared = new ArrayList<>();
        List<Integer> order = new ArrayList<>(IntStream.range(0, NODES).boxed().toList());
        Collections.shuffle(order, random);
        for (int i = 0; i < NODES; i++) {
            declared.add(List.of());
        }
        for (int node : order) {
            declare(graph, declared, node, random);
        }
        boolean[] gone = new boolean[NODES];
        for (int change = random.nextInt(6); change > 0; change--) {
            int node = random.nextInt(NODES);
            if (random.nextInt(3) == 0) {
                graph.remove(IDS.get(node));
                gone[node] = true;
                declared.set(node, List.of());
            } else {
                gone[node] = false;
                declare(graph, declared, node, random);
            }
        }
        compare(graph, oracle(declared, gone), gone);
    }

    private static void declare(DependencyGraph graph, List<List<Integer>> declared, int node, Random random) {
        List<Integer> targets =
                random.ints(random.nextInt(4), 0, NODES).distinct().boxed().toList();
        declared.set(node, targets);
        List<EdgeRow> rows = new ArrayList<>();
        for (int target : targets) {
            rows.add(new EdgeRow(IDS.get(node), rows.size(), "model", "n" + target, "1.0.0", "runtime", true));
        }
        graph.declare(graph.put(new VersionRow(IDS.get(node), "model", "n" + node, "1.0.0", "1", "draft")), rows);
    }

    private static Graph<Integer, DefaultEdge> oracle(List<List<Integer>> declared, boolean[] gone) {
        Graph<Integer, DefaultEdge> oracle = new DefaultDirectedGraph<>(DefaultEdge.class);
        IntStream.range(0, NODES).filter(node -> !gone[node]).forEach(oracle::addVertex);
        for (int node = 0; node < NODES; node++) {
            for (int target : declared.get(node)) {
                if (!gone[node] && !gone[target]) {
                    oracle.addEdge(node, target);
                }
            }
        }
        return oracle;
    }

    private static void compare(DependencyGraph graph, Graph<Integer, DefaultEdge> oracle, boolean[] gone) {
        for (int root = 0; root < NODES; root++) {
            int node = graph.find(IDS.get(root));
            assertThat(node == UlidTable.NONE).isEqualTo(gone[root]);
            if (!gone[root]) {
                assertThat(distances(graph, node, false)).isEqualTo(distances(oracle, root));
                assertThat(distances(graph, node, true)).isEqualTo(distances(new EdgeReversedGraph<>(oracle), root));
                assertThat(CycleCheck.circle(graph, node).isEmpty())
                        .isNotEqualTo(new CycleDetector<>(oracle).detectCyclesContainingVertex(root));
            }
        }
    }

    private static Map<Integer, Integer> distances(DependencyGraph graph, int root, boolean reverse) {
        GraphWalk walk = GraphWalk.from(graph, root, reverse, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, any -> true);
        Map<Integer, Integer> distances = new HashMap<>();
        for (int place = 0; place < walk.size(); place++) {
            distances.put(IDS.indexOf(graph.id(walk.node(place))), walk.distance(place));
            assertThat(walk.path(place)).hasSize(walk.distance(place) + 1).startsWith(root);
        }
        return distances;
    }

    private static Map<Integer, Integer> distances(Graph<Integer, DefaultEdge> oracle, int root) {
        Map<Integer, Integer> distances = new HashMap<>();
        BreadthFirstIterator<Integer, DefaultEdge> reached = new BreadthFirstIterator<>(oracle, root);
        while (reached.hasNext()) {
            int node = reached.next();
            distances.put(node, reached.getDepth(node));
        }
        return distances;
    }
}
