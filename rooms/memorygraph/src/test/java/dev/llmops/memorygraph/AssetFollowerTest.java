// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.memorygraph.MemoryGraph.Lineage;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reach;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AssetFollowerTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("memorygraph"));

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final Caller caller = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    private final TenantId tenant = caller.tenant();
    private final GroupCommit commit = new GroupCommit(POSTGRES.database(), Clock.systemUTC());
    private final LocalMemoryGraph graph = new LocalMemoryGraph(POSTGRES.database(), commit, Clock.systemUTC());
    private final GraphQueries queries = new GraphQueries(POSTGRES.database(), OpenLineageFiles.JSON);
    private final Map<String, Asset> registered = new ConcurrentHashMap<>();
    private final AssetFollower follower = new AssetFollower(
            registry(),
            POSTGRES.database(),
            commit,
            POSTGRES.eventData(),
            new OfferGraph(POSTGRES.database(), POSTGRES.eventData()));
    private AutoCloseable following;

    /** A registry that answers the one question a follower asks. */
    private Registry registry() {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("describe")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return ((Collection<?>) arguments[1])
                            .stream()
                                    .filter(id -> tenant.equals(arguments[0]) && registered.containsKey(id))
                                    .map(registered::get)
                                    .toList();
                });
    }

    @BeforeEach
    void follow() {
        following = POSTGRES.follow(follower);
    }

    @AfterEach
    void stop() throws Exception {
        following.close();
    }

    private Asset asset(AssetKind kind, String name, String version, AssetDependency... dependencies) {
        return new Asset(
                Ulids.next(),
                kind,
                name,
                version,
                AssetStatus.PUBLISHED,
                null,
                "platform",
                null,
                null,
                List.of(),
                Map.of(),
                "{}",
                List.of(dependencies),
                "sha256:0",
                1,
                null,
                null,
                null,
                CREATED,
                "me",
                CREATED,
                "me",
                CREATED,
                null,
                null);
    }

    private void register(Asset asset) {
        registered.put(asset.id(), asset);
        say(RegistryEvent.AssetRegistered.of(asset));
    }

    private void say(DomainEvent event) {
        POSTGRES.database().change(caller, (sql, events) -> {
            events.append(event);
            return true;
        });
    }

    private static AssetDependency needs(AssetKind kind, String name, String constraint, AssetDependency.Type type) {
        return new AssetDependency(kind, name, constraint, type, true);
    }

    private List<String> names(NodeRef root, boolean up) {
        Lineage lineage =
                up ? graph.upstream(tenant, root, Reach.of(10)) : graph.downstream(tenant, root, Reach.of(10));
        return lineage instanceof Lineage.Found found
                ? found.nodes().stream().map(node -> node.node().ref().name()).toList()
                : List.of();
    }

    @Test
    void aVersionAndWhatItNeedsAreVisibleWithinASecond() {
        NodeRef agent = AssetGraph.version(AssetKind.AGENT, "helper", "1.0.0");
        register(asset(AssetKind.MODEL, "large", "1.4.0"));
        register(asset(
                AssetKind.AGENT,
                "helper",
                "1.0.0",
                needs(AssetKind.MODEL, "large", "^1.2.0", AssetDependency.Type.RUNTIME),
                needs(AssetKind.PROMPT, "polite", "2.0.0", AssetDependency.Type.CONFIG),
                needs(AssetKind.DATASET, "chats", "*", AssetDependency.Type.TRAINING)));

        Eventually.holds(
                "the agent is in the graph",
                Duration.ofSeconds(1),
                () -> names(agent, true).size() > 1);

        assertThat(names(agent, true))
                .containsExactlyInAnyOrder("helper@1.0.0", "large", "large@1.4.0", "polite@2.0.0", "chats");
        assertThat(names(AssetGraph.version(AssetKind.MODEL, "large", "1.4.0"), false))
                .containsExactlyInAnyOrder("large@1.4.0", "large", "helper@1.0.0", "helper");
        Lineage.Found found = (Lineage.Found) graph.upstream(tenant, agent, Reach.of(1));
        assertThat(found.edges())
                .extracting(edge -> edge.type())
                .containsExactlyInAnyOrder(Relation.DEPENDS_ON, Relation.CONFIGURES, Relation.TRAINED_ON);
    }

    @Test
    void aRetiredVersionEndsAndADraftsDroppedDependencyIsWithdrawn() {
        Asset first = asset(
                AssetKind.AGENT, "changing", "1.0.0", needs(AssetKind.MODEL, "one", "*", AssetDependency.Type.RUNTIME));
        NodeRef node = AssetGraph.version(AssetKind.AGENT, "changing", "1.0.0");
        register(first);
        Eventually.holds("the first dependency", () -> names(node, true).contains("one"));

        Instant later = CREATED.plusSeconds(60);
        Asset second = new Asset(
                first.id(),
                first.kind(),
                first.name(),
                first.version(),
                AssetStatus.RETIRED,
                null,
                null,
                null,
                null,
                List.of(),
                Map.of(),
                "{}",
                List.of(needs(AssetKind.MODEL, "two", "*", AssetDependency.Type.RUNTIME)),
                "sha256:1",
                2,
                null,
                null,
                null,
                CREATED,
                "me",
                later,
                "me",
                null,
                null,
                later);
        registered.put(second.id(), second);
        say(new RegistryEvent.AssetUpdated(second.id(), 2));

        Eventually.holds(
                "the second dependency alone", () -> names(node, true).equals(List.of("changing@1.0.0", "two")));
        assertThat(queries.node(tenant, node, null).node().validTo()).isEqualTo(later);
        assertThat(queries.node(tenant, node, CREATED.plusSeconds(1)).node().validTo())
                .isNull();
    }

    @Test
    void aDeletedDraftLeavesItsAsset() {
        Asset draft = asset(AssetKind.MODEL, "draft", "0.1.0");
        NodeRef node = AssetGraph.version(AssetKind.MODEL, "draft", "0.1.0");
        register(draft);
        Eventually.holds("the draft", () -> names(AssetGraph.thing(AssetKind.MODEL, "draft"), true)
                .contains("draft@0.1.0"));

        registered.remove(draft.id());
        say(new RegistryEvent.AssetDeleted(draft.id(), "model", "draft", "0.1.0"));

        Eventually.holds("the draft is gone", () -> names(AssetGraph.thing(AssetKind.MODEL, "draft"), true)
                .equals(List.of("draft")));
        assertThat(queries.node(tenant, node, null).node().validTo()).isNotNull();
    }

    @Test
    void aListingLeadsToItsServiceAndItsSubscribers() {
        register(asset(
                AssetKind.SERVICE,
                "chat",
                "1.0.0",
                needs(AssetKind.MODEL, "base", "1.0.0", AssetDependency.Type.RUNTIME)));
        String listing = Ulids.next();
        String subscription = Ulids.next();
        say(new MarketplaceEvent.ServiceSubmitted(listing, "chat", "1.0.0"));
        say(new MarketplaceEvent.SubscriptionChanged(subscription, listing, null, "active"));
        NodeRef base = AssetGraph.version(AssetKind.MODEL, "base", "1.0.0");

        Eventually.holds(
                "the subscriber hangs on the model", () -> names(base, false).contains(caller.name()));
        assertThat(names(base, false)).contains(listing, "chat@1.0.0");

        say(new MarketplaceEvent.SubscriptionChanged(subscription, listing, "active", "ended"));
        Eventually.holds("nobody hangs on it", () -> !names(base, false).contains(caller.name()));
    }

    @Test
    void reconciliationBringsBackWhatIsMissing() {
        NodeRef node = AssetGraph.version(AssetKind.MODEL, "lost", "1.0.0");
        register(asset(AssetKind.MODEL, "lost", "1.0.0"));
        Eventually.holds("it is there", () -> !names(node, true).isEmpty());
        POSTGRES.database().change(caller, (sql, events) -> sql.execute("DELETE FROM memorygraph.node"));
        assertThat(names(node, true)).isEmpty();

        Reconciliation reconciliation = new Reconciliation(POSTGRES.eventFeed(), follower, Clock.systemUTC());
        reconciliation.start(tenant);

        Eventually.holds("it has run", () -> reconciliation.progress(tenant).state() == Reconciliation.State.DONE);
        assertThat(names(node, true)).contains("lost@1.0.0");
        assertThat(queries.nodes(tenant, NodeType.VERSION, null, null, null, PageRequest.of(10, null))
                        .items())
                .hasSize(1);
    }
}
