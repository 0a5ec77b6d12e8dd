// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.EventData;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Carries what happens in the registry and the marketplace into the graph. Of a version its present state is asked, so
 * that an event handled twice, or after a later one, does no harm; what a draft no longer declares is withdrawn.
 */
@Singleton
final class AssetFollower implements EventSubscriber {
    private static final Set<Relation> ALL = Set.copyOf(EnumSet.allOf(Relation.class));
    private static final long ASSET_BYTES = 2_000;
    /** Few enough that all their edges are read: a version declares some hundreds at most. */
    private static final int READ_AT_ONCE = 100;

    private final Registry registry;
    private final Database database;
    private final GroupCommit commit;
    private final EventData eventData;
    private final OfferGraph offers;

    AssetFollower(Registry registry, Database database, GroupCommit commit, EventData eventData, OfferGraph offers) {
        this.registry = registry;
        this.database = database;
        this.commit = commit;
        this.eventData = eventData;
        this.offers = offers;
    }

    @Override
    public String name() {
        return "memorygraph.assets";
    }

    @Override
    public void handle(List<Event> events) {
        Map<TenantId, List<Event>> byTenant =
                events.stream().collect(Collectors.groupingBy(Event::tenant, LinkedHashMap::new, Collectors.toList()));
        byTenant.forEach(this::handle);
    }

    private void handle(TenantId tenant, List<Event> events) {
        GraphChange change = new GraphChange();
        Set<String> assets = new LinkedHashSet<>();
        List<Event> offered = new ArrayList<>();
        for (Event event : events) {
            if (event.type().equals("registry.asset.deleted")) {
                deleted(tenant, eventData.read(event, RegistryEvent.AssetDeleted.class), event.time(), change);
            } else if (event.type().startsWith("registry.asset.")) {
                assets.add(event.subject());
            } else if (event.type().startsWith("marketplace.")) {
                offered.add(event);
            }
        }
        if (!assets.isEmpty()) {
            described(tenant, registry.describe(tenant, assets), change);
        }
        // Afterwards: what is offered may have been registered in this very batch.
        offered.forEach(event -> offers.add(tenant, event, change));
        long weight = ASSET_BYTES * (change.nodes().size() + change.edges().size());
        if (weight > 0) {
            commit.follow(tenant, change, weight);
        }
    }

    private void described(TenantId tenant, List<Asset> assets, GraphChange change) {
        // What was never changed has declared nothing else before.
        List<UUID> changed = assets.stream()
                .filter(asset -> asset.revision() > 1)
                .map(AssetFollower::version)
                .toList();
        Map<UUID, List<StoredEdge>> before = new HashMap<>();
        for (int from = 0; from < changed.size(); from += READ_AT_ONCE) {
            edges(tenant, changed.subList(from, Math.min(changed.size(), from + READ_AT_ONCE)), true)
                    .forEach(edge -> before.computeIfAbsent(edge.downstream(), any -> new ArrayList<>())
                            .add(edge));
        }
        for (Asset asset : assets) {
            GraphChange said = AssetGraph.of(asset);
            Set<EdgeRow.Key> declared = said.edges().stream().map(EdgeRow::key).collect(Collectors.toSet());
            withdraw(before.getOrDefault(version(asset), List.of()), declared, asset.updatedAt(), change);
            change.addAll(said);
        }
    }

    private static UUID version(Asset asset) {
        return NodeIds.of(AssetGraph.version(asset.kind(), asset.name(), asset.version()));
    }

    private void deleted(TenantId tenant, RegistryEvent.AssetDeleted deleted, Instant at, GraphChange change) {
        NodeRef version = AssetGraph.version(AssetKind.parse(deleted.kind()), deleted.name(), deleted.version());
        UUID id = change.ended(version, at);
        withdraw(edges(tenant, List.of(id), true), Set.of(), at, change);
        for (StoredEdge edge : edges(tenant, List.of(id), false)) {
            if (edge.type() == Relation.VERSION_OF) {
                withdraw(edge, at, change);
            }
        }
    }

    private static void withdraw(List<StoredEdge> edges, Set<EdgeRow.Key> declared, Instant at, GraphChange change) {
        for (StoredEdge edge : edges) {
            EdgeRow.Key key = new EdgeRow.Key(edge.downstream(), edge.upstream(), edge.type());
            if (edge.source().equals(AssetGraph.SOURCE)
                    && edge.type() != Relation.REPLACES
                    && !declared.contains(key)) {
                withdraw(edge, at, change);
            }
        }
    }

    private static void withdraw(StoredEdge edge, Instant at, GraphChange change) {
        change.add(new EdgeRow(
                new EdgeRow.Key(edge.downstream(), edge.upstream(), edge.type()),
                edge.source(),
                JsonNodeFactory.instance.objectNode(),
                edge.createdAt(),
                edge.seenAt(),
                at));
    }

    private List<StoredEdge> edges(TenantId tenant, List<UUID> nodes, boolean up) {
        return database.read(tenant, sql -> new GraphReadDao(sql, null).edges(nodes, up, ALL));
    }
}
