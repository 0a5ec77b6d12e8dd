// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.registry.dependency.DependencyDao.EdgeRow;
import dev.llmops.registry.dependency.DependencyDao.Target;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One organisation's dependencies: versions are numbers, edges lead to the version that their constraint chooses now.
 * That is the very version a constraint names, whatever became of it; of a range the highest published one, or the
 * highest draft where none is published. A version without edges need not be in it. Not safe for use by several threads
 * while one changes it.
 */
final class DependencyGraph {
    private static final int FIRST_CAPACITY = 64;

    private final VersionChoice choice;
    private final UlidTable ids = new UlidTable();
    private final Edges edges = new Edges();
    private final List<NameNode> names = new ArrayList<>();
    private final Map<Target, Integer> nameNumbers = new HashMap<>();
    private final List<String> constraints = new ArrayList<>();
    private final List<Predicate<String>> ranges = new ArrayList<>();
    private final Map<String, Integer> constraintNumbers = new HashMap<>();
    private int[] nameOf = filled(FIRST_CAPACITY);
    private int[] forward = filled(FIRST_CAPACITY);
    private int[] backward = filled(FIRST_CAPACITY);

    DependencyGraph(VersionChoice choice) {
        this.choice = choice;
    }

    Edges edges() {
        return edges;
    }

    int nodes() {
        return ids.size();
    }

    /** The number of a version, or {@link UlidTable#NONE}. */
    int find(String id) {
        int node = ids.find(id);
        return node == UlidTable.NONE || nameOf[node] == Edges.NONE ? UlidTable.NONE : node;
    }

    String id(int node) {
        return ids.ulid(node);
    }

    NameNode name(int node) {
        return names.get(nameOf[node]);
    }

    NameNode.@Nullable Member member(int node) {
        return name(node).member(node);
    }

    String constraint(int edge) {
        return constraints.get(edges.constraint(edge));
    }

    /** Writes a version as it is now; what depends on its name may then lead elsewhere. */
    int put(VersionRow row) {
        int node = ids.add(row.id());
        ensure(node);
        int number = number(new Target(row.kind(), row.name()));
        nameOf[node] = number;
        NameNode name = names.get(number);
        if (name.put(new NameNode.Member(
                node, intern(row.version()), row.sortKey(), row.status().intern()))) {
            choose(number);
        }
        return node;
    }

    /** Writes what a version that was {@link #put} declares, in place of what it declared before. */
    void declare(int node, List<EdgeRow> rows) {
        forEach(forward[node], edges::nextOfSource, edges::kill);
        forward[node] = Edges.NONE;
        for (EdgeRow row : rows) {
            int name = number(new Target(row.targetKind(), row.targetName()));
            byte flag = Edges.flag(AssetDependency.Type.parse(row.type()), row.required());
            link(node, name, constraintNumber(row.constraintText()), flag);
        }
    }

    void remove(String id) {
        int node = find(id);
        if (node == UlidTable.NONE) {
            return;
        }
        forEach(forward[node], edges::nextOfSource, edges::kill);
        forward[node] = Edges.NONE;
        int name = nameOf[node];
        names.get(name).remove(node);
        nameOf[node] = Edges.NONE;
        choose(name);
    }

    /** Names that edges lead to and whose versions were not all read yet. */
    List<Target> incomplete() {
        List<Target> targets = new ArrayList<>();
        for (NameNode name : names) {
            if (!name.complete && name.edgeHead != Edges.NONE) {
                targets.add(new Target(name.kind, name.name));
            }
        }
        return targets;
    }

    /** Says that every version of these names was {@link #put}. */
    void complete(List<Target> targets) {
        targets.forEach(target -> names.get(number(target)).complete = true);
    }

    boolean knows(Target target) {
        return nameNumbers.containsKey(target);
    }

    void forward(int node, IntConsumer edge) {
        forEach(forward[node], edges::nextOfSource, edge);
    }

    void backward(int node, IntConsumer edge) {
        forEach(backward[node], edges::nextOfTarget, edge);
    }

    /** The name an edge asks for. */
    NameNode asked(int edge) {
        return names.get(edges.name(edge));
    }

    /** Whether another version than the present one would do as well. */
    boolean hasOtherChoice(int edge) {
        int target = edges.target(edge);
        String text = constraint(edge);
        for (NameNode.Member member : asked(edge).members) {
            if (member.node() != target
                    && !member.isRetired()
                    && !member.version().equals(text)
                    && fits(edge, member)) {
                return true;
            }
        }
        return false;
    }

    boolean fits(int edge, NameNode.Member member) {
        int constraint = edges.constraint(edge);
        return member.version().equals(constraints.get(constraint))
                || ranges.get(constraint).test(member.version());
    }

    /** What it keeps in memory, about. */
    long bytes() {
        return ids.bytes() + edges.bytes() + 12L * nameOf.length + 200L * names.size() + 80L * ids.size();
    }

    private void link(int source, int name, int constraint, byte flag) {
        NameNode node = names.get(name);
        int target = chosen(node, constraint);
        int edge = edges.add(
                source,
                target,
                name,
                constraint,
                flag,
                forward[source],
                target == Edges.NONE ? Edges.NONE : backward[target],
                node.edgeHead);
        forward[source] = edge;
        node.edgeHead = edge;
        if (target != Edges.NONE) {
            backward[target] = edge;
        }
    }

    /** Leads the edges of a name to what they choose now. */
    private void choose(int name) {
        forEach(names.get(name).edgeHead, edges::nextOfName, edge -> {
            if (chosen(names.get(name), edges.constraint(edge)) != edges.target(edge)) {
                byte flag = edges.flag(edge);
                edges.kill(edge);
                link(edges.source(edge), name, edges.constraint(edge), flag);
            }
        });
    }

    private int chosen(NameNode name, int constraint) {
        String text = constraints.get(constraint);
        NameNode.Member best = null;
        for (NameNode.Member member : name.members) {
            if (member.version().equals(text)) {
                return member.node();
            }
            if (!member.isRetired() && ranges.get(constraint).test(member.version()) && member.isBetterThan(best)) {
                best = member;
            }
        }
        return best == null ? Edges.NONE : best.node();
    }

    private interface Next {
        int of(int edge);
    }

    private void forEach(int head, Next next, IntConsumer live) {
        for (int edge = head; edge != Edges.NONE; ) {
            int following = next.of(edge);
            if (edges.isLive(edge)) {
                live.accept(edge);
            }
            edge = following;
        }
    }

    private int number(Target target) {
        return nameNumbers.computeIfAbsent(target, any -> {
            names.add(new NameNode(target.kind().intern(), target.name()));
            return names.size() - 1;
        });
    }

    private int constraintNumber(String text) {
        return constraintNumbers.computeIfAbsent(text, any -> {
            constraints.add(text);
            ranges.add(choice.satisfying(text));
            return constraints.size() - 1;
        });
    }

    /** Versions repeat, and so do the constraints that name them. */
    private String intern(String version) {
        return constraints.get(constraintNumber(version));
    }

    private void ensure(int node) {
        if (node >= nameOf.length) {
            int before = nameOf.length;
            int capacity = node + (node >> 1) + 1;
            nameOf = Arrays.copyOf(nameOf, capacity);
            forward = Arrays.copyOf(forward, capacity);
            backward = Arrays.copyOf(backward, capacity);
            Arrays.fill(nameOf, before, capacity, Edges.NONE);
            Arrays.fill(forward, before, capacity, Edges.NONE);
            Arrays.fill(backward, before, capacity, Edges.NONE);
        }
    }

    private static int[] filled(int capacity) {
        int[] numbers = new int[capacity];
        Arrays.fill(numbers, Edges.NONE);
        return numbers;
    }
}
