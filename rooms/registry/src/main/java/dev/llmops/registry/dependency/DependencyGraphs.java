// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Commits;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;

/**
 * The graphs of the organisations that were asked lately. One is read from the tables at its first use, and then follows
 * what is committed: the versions that changed are noted, and read again before the next answer, so that a caller finds
 * its own write.
 */
@Singleton
public final class DependencyGraphs {
    private static final int MAX_GRAPHS = 64;
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private final Database database;
    private final VersionChoice choice;
    private final Cache<TenantId, TenantGraph> graphs = Caffeine.newBuilder()
            .maximumSize(MAX_GRAPHS)
            .expireAfterAccess(UNUSED)
            .build();

    DependencyGraphs(Database database, VersionChoice choice, Commits commits) {
        this.database = database;
        this.choice = choice;
        commits.listen((tenant, events) -> changed(
                tenant,
                events.stream()
                        .filter(DependencyGraphs::matters)
                        .map(DomainEvent::subject)
                        .toList()));
    }

    /** Whether an event of this type can change an edge or where it leads. */
    private static boolean matters(DomainEvent event) {
        return event.type().startsWith("registry.asset.");
    }

    /** Notes versions that changed, here or in another process. */
    public void changed(TenantId tenant, Collection<String> assetIds) {
        if (!assetIds.isEmpty()) {
            TenantGraph graph = graphs.getIfPresent(tenant);
            if (graph != null) {
                graph.changed(assetIds);
            }
        }
    }

    /** Asks the graph, which holds everything that was committed in this process before. */
    <T> T ask(TenantId tenant, Function<DependencyGraph, T> question) {
        return graphs.get(tenant, any -> new TenantGraph(database, choice, tenant))
                .ask(question);
    }
}
