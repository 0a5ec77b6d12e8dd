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
import java.util.EnumSet;
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
        for (Event event : events) {
            if (event.type().equals("registry.asset.deleted")) {
                deleted(tenant, eventData.read(event, RegistryEvent.AssetDeleted.class), event.time(), change);
            } else if (event.type().startsWith("registry.asset.")) {
                assets.add(event.subject());
            } else if (event.type().startsWith("marketplace.")) {
                offers.add(tenant, event, change);
            }
        }
        if (!assets.isEmpty()) {
            registry.describe(tenant, assets).forEach(asset -> described(tenant, asset, change));
        }
        long weight = ASSET_BYTES * (change.nodes().size() + change.edges().size());
        if (weight > 0) {
            commit.commit(tenant, change, weight);
        }
    }

    private void described(TenantId tenant, Asset asset, GraphChange change) {
        GraphChange said = AssetGraph.of(asset);
        NodeRef version = AssetGraph.version(asset.kind(), asset.name(), asset.version());
        Set<EdgeRow.Key> declared = said.edges().stream().map(EdgeRow::key).collect(Collectors.toSet());
        withdraw(tenant, NodeIds.of(version), declared, asset.updatedAt(), change);
        change.addAll(said);
    }

    private void deleted(TenantId tenant, RegistryEvent.AssetDeleted deleted, Instant at, GraphChange change) {
        NodeRef version = AssetGraph.version(AssetKind.parse(deleted.kind()), deleted.name(), deleted.version());
        UUID id = change.ended(version, at);
        withdraw(tenant, id, Set.of(), at, change);
        for (StoredEdge edge : edges(tenant, id, false)) {
            if (edge.type() == Relation.VERSION_OF) {
                withdraw(edge, at, change);
            }
        }
    }

    private void withdraw(TenantId tenant, UUID version, Set<EdgeRow.Key> declared, Instant at, GraphChange change) {
        for (StoredEdge edge : edges(tenant, version, true)) {
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

    private List<StoredEdge> edges(TenantId tenant, UUID node, boolean up) {
        return database.read(tenant, sql -> new GraphReadDao(sql, null).edges(List.of(node), up, ALL));
    }
}
