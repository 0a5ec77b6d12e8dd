// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.dependency.DependencyDao.EdgeRow;
import dev.llmops.registry.dependency.DependencyDao.Target;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads one organisation's graph, keeps it up to date, and lets many ask it at a time. */
final class TenantGraph {
    private static final int MAX_EDGES = 4_000_000;
    private static final int MAX_CHANGED = 20_000;
    private static final int CHUNK = 1_000;
    private static final int PAGE = 20_000;
    /** Dead edges are worth a new start when they are half of all. */
    private static final int MIN_DEAD = 50_000;

    private final Database database;
    private final VersionChoice choice;
    private final TenantId tenant;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean stale;
    private volatile @Nullable DependencyGraph graph;

    TenantGraph(Database database, VersionChoice choice, TenantId tenant) {
        this.database = database;
        this.choice = choice;
        this.tenant = tenant;
    }

    void changed(Collection<String> assetIds) {
        if (changed.size() > MAX_CHANGED) {
            stale = true;
        } else {
            changed.addAll(assetIds);
        }
    }

    <T> T ask(Function<DependencyGraph, T> question) {
        refresh();
        lock.readLock().lock();
        try {
            DependencyGraph current = graph;
            if (current == null) {
                throw new IllegalStateException("the graph was not loaded");
            }
            return question.apply(current);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void refresh() {
        if (graph != null && !stale && changed.isEmpty()) {
            return;
        }
        lock.writeLock().lock();
        try {
            DependencyGraph current = graph;
            boolean worn = current != null
                    && current.edges().dead()
                            > Math.max(MIN_DEAD, current.edges().live());
            if (current == null || stale || worn) {
                stale = false;
                changed.clear();
                graph = load();
            } else {
                List<String> ids = List.copyOf(changed);
                for (int from = 0; from < ids.size(); from += CHUNK) {
                    apply(current, ids.subList(from, Math.min(from + CHUNK, ids.size())));
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** An id is no longer noted before it is read, so that a change in between is noted anew. */
    private void apply(DependencyGraph into, List<String> ids) {
        ids.forEach(changed::remove);
        try {
            database.read(tenant, sql -> {
                DependencyDao dao = new DependencyDao(sql);
                List<VersionRow> versions = dao.versions(ids);
                Map<String, List<EdgeRow>> edges = bySource(dao.edgesOf(ids));
                Set<String> gone = new HashSet<>(ids);
                for (VersionRow version : versions) {
                    gone.remove(version.id());
                    List<EdgeRow> declared = edges.getOrDefault(version.id(), List.of());
                    boolean known = into.knows(new Target(version.kind(), version.name()));
                    if (known || !declared.isEmpty()) {
                        into.declare(into.put(version), declared);
                    }
                }
                gone.forEach(into::remove);
                completeNames(dao, into);
                return into;
            });
        } catch (RuntimeException e) {
            changed.addAll(ids);
            throw e;
        }
    }

    private static void completeNames(DependencyDao dao, DependencyGraph into) {
        List<Target> incomplete = into.incomplete();
        for (int from = 0; from < incomplete.size(); from += CHUNK) {
            List<Target> chunk = incomplete.subList(from, Math.min(from + CHUNK, incomplete.size()));
            dao.versionsOf(chunk).forEach(into::put);
            into.complete(chunk);
        }
    }

    /** First every version that something may lead to, so that each edge finds its target at once; then the edges. */
    private DependencyGraph load() {
        DependencyGraph fresh = new DependencyGraph(choice);
        Target last = new Target("", "");
        while (true) {
            Target after = last;
            List<Target> targets = database.read(tenant, sql -> {
                DependencyDao dao = new DependencyDao(sql);
                List<Target> some = dao.targetsAfter(after, CHUNK);
                dao.versionsOf(some).forEach(fresh::put);
                fresh.complete(some);
                return some;
            });
            if (targets.isEmpty()) {
                break;
            }
            last = targets.getLast();
        }
        loadEdges(fresh);
        return fresh;
    }

    private void loadEdges(DependencyGraph fresh) {
        String id = "";
        int place = 0;
        while (true) {
            String afterId = id;
            int afterPlace = place;
            List<EdgeRow> page = database.read(tenant, sql -> {
                DependencyDao dao = new DependencyDao(sql);
                List<EdgeRow> rows = wholeSources(dao, dao.edgesAfter(afterId, afterPlace, PAGE));
                declare(dao, fresh, rows);
                return rows;
            });
            if (page.isEmpty()) {
                return;
            }
            if (fresh.edges().size() > MAX_EDGES) {
                throw new Problem(
                        ErrorCode.OVERLOADED,
                        "Your organisation has more than " + MAX_EDGES
                                + " dependencies, which this server cannot hold");
            }
            id = page.getLast().assetId();
            place = Integer.MAX_VALUE;
        }
    }

    /** A full page may end amid a version's edges; the rest of that version is added. */
    private static List<EdgeRow> wholeSources(DependencyDao dao, List<EdgeRow> page) {
        if (page.size() < PAGE) {
            return page;
        }
        List<EdgeRow> whole = new ArrayList<>(page);
        String last = page.getLast().assetId();
        whole.removeIf(edge -> edge.assetId().equals(last));
        whole.addAll(dao.edgesOf(List.of(last)));
        return whole;
    }

    private static void declare(DependencyDao dao, DependencyGraph fresh, List<EdgeRow> rows) {
        Map<String, List<EdgeRow>> bySource = bySource(rows);
        List<String> unknown = bySource.keySet().stream()
                .filter(source -> fresh.find(source) == UlidTable.NONE)
                .toList();
        if (!unknown.isEmpty()) {
            dao.versions(unknown).forEach(fresh::put);
        }
        bySource.forEach((source, declared) -> {
            int node = fresh.find(source);
            if (node != UlidTable.NONE) {
                fresh.declare(node, declared);
            }
        });
    }

    private static Map<String, List<EdgeRow>> bySource(List<EdgeRow> rows) {
        Map<String, List<EdgeRow>> bySource = new HashMap<>();
        rows.forEach(row -> bySource.computeIfAbsent(row.assetId(), any -> new ArrayList<>())
                .add(row));
        return bySource;
    }
}
