// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.marketplace.MarketplaceEvent.ServiceChanged;
import dev.llmops.contracts.marketplace.MarketplaceEvent.ServiceSubmitted;
import dev.llmops.contracts.marketplace.MarketplaceEvent.SubscriptionChanged;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.EventData;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the marketplace's events say of the graph: a listing, the service of the registry it offers where that has its
 * name, and who subscribed. Its node is named by the listing's id, which is all that every event tells.
 */
@Singleton
final class OfferGraph {
    private static final String SOURCE = "marketplace";

    private final Database database;
    private final EventData eventData;

    OfferGraph(Database database, EventData eventData) {
        this.database = database;
        this.eventData = eventData;
    }

    static NodeRef listing(String id) {
        return new NodeRef(NodeType.SERVICE, SOURCE, id);
    }

    void add(TenantId tenant, Event event, GraphChange change) {
        switch (event.type()) {
            case ServiceSubmitted.TYPE -> submitted(tenant, event, change);
            case ServiceChanged.TYPE -> changed(event, change);
            case SubscriptionChanged.TYPE -> subscribed(tenant, event, change);
            default -> {
                // of no meaning to the graph
            }
        }
    }

    private void submitted(TenantId tenant, Event event, GraphChange change) {
        ServiceSubmitted submitted = eventData.read(event, ServiceSubmitted.class);
        UUID listing = change.node(
                listing(submitted.subject()),
                null,
                object().put("slug", submitted.slug()).put("listing_id", submitted.subject()),
                object(),
                event.time());
        UUID offered = NodeIds.of(AssetGraph.version(AssetKind.SERVICE, submitted.slug(), submitted.version()));
        if (change.says(offered)
                || database.read(tenant, sql -> new GraphReadDao(sql, null).find(offered))
                        .isPresent()) {
            change.edge(listing, offered, Relation.DEPENDS_ON, SOURCE, event.time());
        }
    }

    private void changed(Event event, GraphChange change) {
        ServiceChanged changed = eventData.read(event, ServiceChanged.class);
        ObjectNode attributes = object().put("slug", changed.slug())
                .put("listing_id", changed.subject())
                .put("state", changed.to());
        change.node(listing(changed.subject()), null, attributes, object(), event.time());
        if (changed.to().equals(ServiceState.RETIRED.wireName())) {
            change.ended(listing(changed.subject()), event.time());
        }
    }

    private void subscribed(TenantId tenant, Event event, GraphChange change) {
        SubscriptionChanged changed = eventData.read(event, SubscriptionChanged.class);
        NodeRef listing = listing(changed.serviceId());
        ObjectNode attributes = object().put("subscription_id", changed.subject());
        if (changed.from() == null) {
            UUID user = change.node(new NodeRef(NodeType.USER, "", event.actor()), event.time());
            change.edge(user, NodeIds.of(listing), Relation.USES, SOURCE, attributes, event.time(), false);
        } else if (changed.to().equals(SubscriptionState.ENDED.wireName())) {
            ended(tenant, listing, changed.subject(), event, change);
        }
    }

    /** Whoever ends a subscription need not be who has it. */
    private void ended(TenantId tenant, NodeRef listing, String subscription, Event event, GraphChange change) {
        List<StoredEdge> users = database.read(tenant, sql -> new GraphReadDao(sql, null)
                .edges(List.of(NodeIds.of(listing)), false, Set.of(Relation.USES)));
        for (StoredEdge edge : users) {
            if (edge.attributes().contains('"' + subscription + '"')) {
                change.edge(edge.from(), edge.to(), Relation.USES, SOURCE, object(), event.time(), true);
            }
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
