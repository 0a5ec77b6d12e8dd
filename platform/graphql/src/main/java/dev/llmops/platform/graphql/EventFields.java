// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.platform.web.Standing;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Subscriptions: how the schema's events are answered by the live feed. */
@Singleton
final class EventFields {
    private final AssetEvents events;
    private final RegistryFields registry;

    EventFields(AssetEvents events, RegistryFields registry) {
        this.events = events;
        this.registry = registry;
    }

    void wire(RuntimeWiring.Builder wiring) {
        wiring.type("Subscription", type -> type.dataFetcher("assetEvents", this::follow))
                .type("AssetEvent", type -> type.dataFetcher("asset", this::asset));
    }

    private EventPublisher follow(DataFetchingEnvironment at) {
        AssetEvents.Wish wish = new AssetEvents.Wish(
                at.getArgument("kind"),
                at.getArgument("assetId"),
                at.<List<String>>getArgumentOrDefault("types", List.of()),
                at.getArgument("after"));
        Standing standing = Asking.standing(at);
        EventPublisher publisher = new EventPublisher();
        publisher.follows(events.follow(Asking.caller(at), standing::holds, wish, publisher));
        return publisher;
    }

    private @Nullable Asset asset(DataFetchingEnvironment at) {
        String subject = String.valueOf(
                Objects.requireNonNull(at.<Map<String, Object>>getSource()).get("subject"));
        return registry.byId(Asking.caller(at), List.of(subject)).get(subject);
    }
}
