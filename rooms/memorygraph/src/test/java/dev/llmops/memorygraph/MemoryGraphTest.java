// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import static dev.llmops.memorygraph.Lineages.dataset;
import static dev.llmops.memorygraph.Lineages.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.memorygraph.GraphEdge;
import dev.llmops.contracts.memorygraph.GraphUpdate;
import dev.llmops.contracts.memorygraph.MemoryGraph.BlastRadius;
import dev.llmops.contracts.memorygraph.MemoryGraph.Connection;
import dev.llmops.contracts.memorygraph.MemoryGraph.Impact;
import dev.llmops.contracts.memorygraph.MemoryGraph.Lineage;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reach;
import dev.llmops.contracts.memorygraph.MemoryGraph.Severity;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.kits.postgres.TenantIsolation;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryGraphTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("memorygraph"));

    private final Caller caller = PostgresKit.caller(new TenantId(Ulids.next()));
    private final TenantId tenant = caller.tenant();
    private final GroupCommit commit = new GroupCommit(POSTGRES.database(), Clock.systemUTC());
    private final LineageIntake intake = new LineageIntake(new FacetSchemas(), commit);
    private final LocalMemoryGraph graph = new LocalMemoryGraph(POSTGRES.database(), commit, Clock.systemUTC());
    private final GraphQueries queries = new GraphQueries(POSTGRES.database(), OpenLineageFiles.JSON);

    private void ran(String time, String job, List<String> inputs, List<String> outputs) {
        intake.take(caller, Lineages.run("COMPLETE", time, UUID.randomUUID(), job, inputs, outputs));
    }

    private static List<String> names(Lineage lineage) {
        return ((Lineage.Found) lineage)
                .nodes().stream().map(node -> node.node().ref().name()).toList();
    }

    private GraphAnswers.RunBody run(UUID id) {
        return queries.runs(tenant, null, id.toString(), null, PageRequest.of(1, null))
                .items()
                .getFirst();
    }

    @Test
    void everyPublishedExampleIsStored() {
        for (OpenLineageFiles.Example example : OpenLineageFiles.examples()) {
            intake.take(caller, example.event());
        }
        intake.take(caller, OpenLineageFiles.fullEvent());

        assertThat(count("lineage_event")).isEqualTo(OpenLineageFiles.examples().size() + 1);
        NodeRef loaded = new NodeRef(NodeType.JOB, "airflow://production", "daily.load");
        assertThat(names(graph.upstream(tenant, loaded, Reach.of(1))))
                .containsExactlyInAnyOrder("daily.load", "daily.transform", "public.staging_orders");
        NodeRef enriched = new NodeRef(NodeType.DATASET, "postgresql://warehouse:5432", "public.enriched_orders");
        assertThat(names(graph.upstream(tenant, enriched, Reach.of(1))))
                .containsExactlyInAnyOrder("public.enriched_orders", "public.orders", "daily.enrichment");
        NodeRef segment = NodeRef.column(enriched, "customer_segment");
        assertThat(names(graph.upstream(tenant, segment, new Reach(1, Set.of(Relation.COLUMN_FROM), null))))
                .containsExactlyInAnyOrder(
                        "public.enriched_orders#customer_segment", "public.orders#customer_id", "daily.enrichment");
    }

    @Test
    void upstreamAndDownstreamFollowJobsAndKeepTheNearestDistance() {
        ran("2026-01-01T10:00:00Z", "clean", List.of("raw"), List.of("clean"));
        ran("2026-01-01T11:00:00Z", "train", List.of("clean", "raw"), List.of("model"));

        Lineage.Found up = (Lineage.Found) graph.upstream(tenant, dataset("model"), Reach.of(10));
        assertThat(up.nodes())
                .extracting(node -> node.distance() + node.node().ref().toString())
                .containsExactly(
                        "0dataset:warehouse:model",
                        "1job:etl:train",
                        "2dataset:warehouse:clean",
                        "2dataset:warehouse:raw",
                        "3job:etl:clean");
        assertThat(up.edges())
                .extracting(edge -> edge.from().name() + " " + edge.type().wireName() + " "
                        + edge.to().name())
                .containsExactlyInAnyOrder(
                        "train writes model",
                        "train reads clean",
                        "train reads raw",
                        "clean reads raw",
                        "clean writes clean");
        assertThat(names(graph.downstream(tenant, dataset("raw"), Reach.of(1))))
                .containsExactlyInAnyOrder("raw", "clean", "train");
        assertThat(graph.upstream(tenant, dataset("nothing"), Reach.of(1)))
                .isEqualTo(new Lineage.UnknownRoot(dataset("nothing")));
    }

    @Test
    void aCycleEnds() {
        ran("2026-01-01T10:00:00Z", "there", List.of("a"), List.of("b"));
        ran("2026-01-01T10:00:00Z", "back", List.of("b"), List.of("a"));

        assertThat(names(graph.upstream(tenant, dataset("a"), Reach.of(1_000)))).hasSize(4);
    }

    @Test
    void theGraphIsToldAsItWas() {
        ran("2026-01-01T10:00:00Z", "first", List.of("raw"), List.of("clean"));
        ran("2026-02-01T10:00:00Z", "second", List.of("other"), List.of("clean"));

        assertThat(names(graph.upstream(
                        tenant,
                        dataset("clean"),
                        new Reach(9, Relation.flowing(), Instant.parse("2026-01-15T00:00:00Z")))))
                .containsExactlyInAnyOrder("clean", "first", "raw");
        assertThat(names(graph.upstream(tenant, dataset("clean"), Reach.of(9)))).hasSize(5);
        assertThat(graph.upstream(
                        tenant,
                        dataset("clean"),
                        new Reach(9, Relation.flowing(), Instant.parse("2025-01-01T00:00:00Z"))))
                .isInstanceOf(Lineage.UnknownRoot.class);
    }

    @Test
    void aDroppedDatasetEndsAndARenamedOneIsReplaced() {
        ran("2026-01-01T10:00:00Z", "make", List.of("raw"), List.of("old"));
        ObjectNode renamed = Lineages.run(
                "COMPLETE", "2026-01-02T10:00:00Z", UUID.randomUUID(), "rename", List.of(), List.of("new"));
        ObjectNode change = Lineages.facet().put("lifecycleStateChange", "RENAME");
        change.putObject("previousIdentifier").put("namespace", "warehouse").put("name", "old");
        ((ObjectNode) renamed.at("/outputs/0")).putObject("facets").set("lifecycleStateChange", change);
        intake.take(caller, renamed);

        assertThat(names(graph.upstream(tenant, dataset("new"), Reach.of(9)))).contains("old", "raw");
        assertThat(queries.node(tenant, dataset("old"), null).node().validTo()).isEqualTo("2026-01-02T10:00:00Z");
        assertThat(queries.node(tenant, dataset("old"), Instant.parse("2026-01-01T12:00:00Z"))
                        .node()
                        .validTo())
                .isNull();
        assertThat(queries.nodes(tenant, NodeType.DATASET, null, "old", null, PageRequest.of(10, null))
                        .items())
                .isEmpty();

        ran("2026-01-03T10:00:00Z", "make", List.of("raw"), List.of("old"));
        assertThat(queries.node(tenant, dataset("old"), null).node().validTo()).isNull();
    }

    /** Whatever the order in which events arrive, and however often, the graph is the same. */
    @Test
    void eventsConvergeInAnyOrder() {
        UUID run = new UUID(7, 7);
        List<JsonNode> events = new ArrayList<>();
        events.add(described(Lineages.run("START", "2026-01-01T10:00:00Z", run, "j", List.of("a"), List.of()), "one"));
        events.add(described(
                Lineages.run("RUNNING", "2026-01-01T10:01:00Z", run, "j", List.of("a", "b"), List.of()), "two"));
        events.add(described(
                Lineages.run("COMPLETE", "2026-01-01T10:02:00Z", run, "j", List.of(), List.of("c")), "three"));
        events.add(Lineages.run("FAIL", "2026-01-01T10:01:30Z", run, "j", List.of("a"), List.of()));
        events.add(Lineages.run("OTHER", "2026-01-01T10:05:00Z", run, "j", List.of("a"), List.of()));
        events.add(dropped("2026-01-01T10:03:00Z", "c"));
        List<String> seen = new ArrayList<>();
        Random random = new Random(4711);
        for (int i = 0; i < 24; i++) {
            Caller fresh = PostgresKit.caller(new TenantId(Ulids.next()));
            Collections.shuffle(events, random);
            events.forEach(event -> intake.take(fresh, event));
            if (i % 2 == 0) {
                intake.takeAll(fresh, OpenLineageFiles.JSON.createArrayNode().addAll(events));
            }
            seen.add(dump(fresh.tenant()));
        }

        assertThat(Set.copyOf(seen)).hasSize(1);
        assertThat(seen.getFirst()).contains("COMPLETE", "three").doesNotContain("\"two\"");
    }

    private static JsonNode described(ObjectNode event, String text) {
        ((ObjectNode) event.get("job"))
                .putObject("facets")
                .set("documentation", Lineages.facet().put("description", text));
        return event;
    }

    private static JsonNode dropped(String time, String dataset) {
        ObjectNode event = OpenLineageFiles.event().put("eventTime", time);
        event.remove(List.of("run", "job", "inputs", "outputs", "eventType"));
        ObjectNode named =
                event.putObject("dataset").put("namespace", "warehouse").put("name", dataset);
        named.putObject("facets").set("lifecycleStateChange", Lineages.facet().put("lifecycleStateChange", "DROP"));
        return event;
    }

    private static String dump(TenantId tenant) {
        try (Handle sql = POSTGRES.owner().open()) {
            return sql.createQuery("""
                            SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                                SELECT (to_jsonb(n) - 'tenant')::text AS line FROM memorygraph.node n WHERE tenant = :tenant
                                UNION ALL SELECT (to_jsonb(e) - 'tenant')::text FROM memorygraph.edge e WHERE tenant = :tenant
                                UNION ALL SELECT (to_jsonb(r) - 'tenant' - 'received_at')::text FROM memorygraph.run r
                                    WHERE tenant = :tenant
                                UNION ALL SELECT (to_jsonb(v) - 'tenant' - 'received_at')::text
                                    FROM memorygraph.lineage_event v WHERE tenant = :tenant) lines""")
                    .bind("tenant", tenant.value())
                    .mapTo(String.class)
                    .one();
        }
    }

    @Test
    void aRunThatEndedStaysEndedWhenItsStartComesLate() {
        UUID run = UUID.randomUUID();
        intake.take(caller, Lineages.run("COMPLETE", "2026-01-01T10:05:00Z", run, "j", List.of(), List.of("a")));
        intake.take(caller, Lineages.run("START", "2026-01-01T10:00:00Z", run, "j", List.of(), List.of()));

        GraphAnswers.RunBody told = run(run);
        assertThat(told.state()).isEqualTo("COMPLETE");
        assertThat(told.startedAt()).isEqualTo("2026-01-01T10:00:00Z");
        assertThat(told.endedAt()).isEqualTo("2026-01-01T10:05:00Z");
        assertThat(queries.runs(tenant, job("j"), null, null, PageRequest.of(10, null))
                        .items())
                .hasSize(1);
    }

    @Test
    void sixteenWritersOfOneJobAllSucceed() throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            writers.add(() -> {
                for (int n = 0; n < 25; n++) {
                    UUID run = UUID.randomUUID();
                    intake.take(
                            caller,
                            Lineages.run("START", Instant.now().toString(), run, "hot", List.of("a", "b"), List.of()));
                    intake.take(
                            caller,
                            Lineages.run(
                                    "COMPLETE", Instant.now().toString(), run, "hot", List.of("b", "a"), List.of("c")));
                }
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> written : threads.invokeAll(writers)) {
                written.get();
            }
        }

        assertThat(count("lineage_event")).isEqualTo(800);
        assertThat(count("run")).isEqualTo(400);
        assertThat(names(graph.upstream(tenant, dataset("c"), Reach.of(5)))).containsExactly("c", "hot", "a", "b");
    }

    /** Two processes have two group commits; their transactions meet in the database only. */
    @Test
    void writersOfSeveralProcessesDoNotDeadlock() throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LineageIntake own =
                    new LineageIntake(new FacetSchemas(), new GroupCommit(POSTGRES.database(), Clock.systemUTC()));
            Random random = new Random(i);
            writers.add(() -> {
                for (int n = 0; n < 40; n++) {
                    List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
                    Collections.shuffle(names, random);
                    own.take(
                            caller,
                            Lineages.run(
                                    "COMPLETE",
                                    Instant.now().toString(),
                                    UUID.randomUUID(),
                                    "hot",
                                    names.subList(0, 3),
                                    names.subList(3, 6)));
                }
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> written : threads.invokeAll(writers)) {
                written.get();
            }
        }
        assertThat(count("run")).isEqualTo(240);
    }

    @Test
    void aRetryIsKeptOnce() {
        ObjectNode event =
                Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "j", List.of("a"), List.of());
        intake.take(caller, event);
        intake.take(caller, event);

        assertThat(count("lineage_event")).isEqualTo(1);
        assertThat(queries.events(tenant, job("j"), PageRequest.of(10, null)).items())
                .isEmpty();
    }

    @Test
    void oneBadEventOfABatchDoesNotSpoilTheOthers() {
        ArrayNode events = OpenLineageFiles.JSON.createArrayNode();
        events.add(Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "good", List.of("a"), List.of()));
        ObjectNode unstorable =
                Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "bad", List.of(), List.of());
        ((ObjectNode) unstorable.get("job"))
                .putObject("facets")
                .set("acme", Lineages.facet().put("text", "a" + '\0' + "b"));
        events.add(unstorable);
        events.addObject().put("eventTime", "now");
        ObjectNode surrogate =
                Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "lone", List.of(), List.of());
        ((ObjectNode) surrogate.get("job"))
                .putObject("facets")
                .set("acme", Lineages.facet().put("text", "a" + '\uD800' + "b"));
        events.add(surrogate);
        events.add(Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "fine", List.of("a"), List.of()));

        List<LineageIntake.Outcome> outcomes = intake.takeAll(caller, events);

        assertThat(outcomes)
                .extracting(MemoryGraphTest::status)
                .startsWith(200, 400, 400)
                .endsWith(200)
                .hasSize(5);
        assertThat(status(outcomes.get(3))).isIn(200, 400);
        assertThat(names(graph.downstream(tenant, dataset("a"), Reach.of(1))))
                .containsExactlyInAnyOrder("a", "fine", "good");
    }

    private static int status(LineageIntake.Outcome outcome) {
        Problem refusal = outcome.refusal();
        return refusal == null ? 200 : refusal.code().status();
    }

    @Test
    void anEventOfTwoMegabytesIsTooLarge() {
        ObjectNode event = OpenLineageFiles.event();
        ((ObjectNode) event.get("job"))
                .putObject("facets")
                .set("acme", Lineages.facet().put("text", "x".repeat(2 << 20)));

        assertThatThrownBy(() -> intake.take(caller, event)).hasMessageContaining("at most 1048576 bytes");
    }

    @Test
    void theBlastRadiusSaysWhatBreaksAndWhatMerelyHangsOn() {
        NodeRef model = new NodeRef(NodeType.ASSET, "m", "model");
        NodeRef agent = new NodeRef(NodeType.ASSET, "m", "agent");
        NodeRef service = new NodeRef(NodeType.SERVICE, "m", "service");
        NodeRef probe = new NodeRef(NodeType.ASSET, "m", "probe");
        graph.upsert(
                caller,
                new GraphUpdate(
                        "test",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        List.of(),
                        List.of(
                                edge(agent, model, "{}"),
                                edge(service, agent, "{\"required\": true}"),
                                edge(probe, model, "{\"required\": false}"),
                                edge(service, probe, "{}"))));

        BlastRadius.Measured measured = (BlastRadius.Measured) graph.impact(tenant, model, Reach.of(10));

        assertThat(measured.impacts())
                .extracting(Impact::severity)
                .containsExactly(Severity.CRITICAL, Severity.HIGH, Severity.LOW);
        assertThat(measured.impacts().getFirst().path()).containsExactly(model, agent, service);
        assertThat(measured.impacts().getLast().breaking()).isFalse();
        assertThat(measured.truncated()).isFalse();
    }

    private static GraphUpdate.Edge edge(NodeRef from, NodeRef to, String attributes) {
        return new GraphUpdate.Edge(from, to, Relation.DEPENDS_ON, attributes, false);
    }

    @Test
    void aPathIsFoundInEitherDirectionAndIsAShortestOne() {
        ran("2026-01-01T10:00:00Z", "one", List.of("a"), List.of("b"));
        ran("2026-01-01T10:00:00Z", "two", List.of("b"), List.of("c"));
        ran("2026-01-01T10:00:00Z", "short", List.of("a"), List.of("c"));

        Connection.Connected way = (Connection.Connected) graph.path(tenant, dataset("c"), dataset("a"), Reach.of(100));
        assertThat(way.nodes()).extracting(node -> node.ref().name()).containsExactly("a", "short", "c");
        assertThat(way.edges()).extracting(GraphEdge::type).containsExactly(Relation.READS, Relation.WRITES);
        ran("2026-01-01T10:00:00Z", "island", List.of(), List.of("alone"));
        assertThat(graph.path(tenant, dataset("a"), dataset("alone"), Reach.of(100)))
                .isEqualTo(new Connection.NotConnected(false));
    }

    @Test
    void moreThanTenThousandNodesAreCutAndTheAnswerSaysSo() {
        List<GraphUpdate.Edge> edges = new ArrayList<>();
        NodeRef root = new NodeRef(NodeType.ASSET, "wide", "root");
        for (int i = 0; i < 10_000; i++) {
            edges.add(edge(new NodeRef(NodeType.ASSET, "wide", "n" + i), root, "{}"));
        }
        graph.upsert(caller, new GraphUpdate("test", Instant.parse("2026-01-01T00:00:00Z"), List.of(), edges));

        Lineage.Found found = (Lineage.Found) graph.downstream(tenant, root, Reach.of(3));
        assertThat(found.nodes()).hasSize(10_000);
        assertThat(found.truncated()).isTrue();
    }

    @Test
    void whatWasWithdrawnIsGoneFromThenOn() {
        NodeRef a = new NodeRef(NodeType.ASSET, "w", "a");
        NodeRef b = new NodeRef(NodeType.ASSET, "w", "b");
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        graph.upsert(caller, new GraphUpdate("test", then, List.of(), List.of(edge(a, b, "{}"))));
        graph.upsert(
                caller,
                new GraphUpdate(
                        "test",
                        then.plusSeconds(60),
                        List.of(),
                        List.of(new GraphUpdate.Edge(a, b, Relation.DEPENDS_ON, "{}", true))));

        assertThat(names(graph.upstream(tenant, a, Reach.of(3)))).containsExactly("a");
        assertThat(names(graph.upstream(tenant, a, new Reach(3, Relation.flowing(), then.plusSeconds(30)))))
                .containsExactly("a", "b");
    }

    @Test
    void anIdMayBeWrittenWithTheColonsOfItsName() {
        intake.take(
                caller,
                Lineages.run("START", "2026-01-01T10:00:00Z", UUID.randomUUID(), "flow:task:1", List.of(), List.of()));
        NodeRef odd = job("flow:task:1");

        assertThat(odd.toString()).isEqualTo("job:etl:flow%3Atask%3A1");
        assertThat(NodeRef.parse(odd.toString())).isEqualTo(odd);
        assertThat(queries.resolve(tenant, "job:etl:flow:task:1")).isEqualTo(odd);
        assertThat(queries.resolve(tenant, NodeIds.of(odd).toString())).isEqualTo(odd);
        assertThatThrownBy(() -> queries.resolve(tenant, "job:etl:nobody")).isInstanceOf(Problem.class);
    }

    @Test
    void anotherOrganisationSeesNothingOfIt() {
        UUID run = UUID.randomUUID();
        intake.take(caller, Lineages.run("START", "2026-01-01T10:00:00Z", run, "j", List.of("a"), List.of("b")));
        TenantId other = POSTGRES.otherTenant();

        assertThat(graph.upstream(other, dataset("b"), Reach.of(5))).isInstanceOf(Lineage.UnknownRoot.class);
        assertThat(graph.impact(other, dataset("a"), Reach.of(5))).isInstanceOf(BlastRadius.UnknownRoot.class);
        assertThat(graph.path(other, dataset("a"), dataset("b"), Reach.of(5)))
                .isInstanceOf(Connection.UnknownEnd.class);
        assertThat(queries.nodes(other, NodeType.DATASET, null, null, null, PageRequest.of(10, null))
                        .items())
                .isEmpty();
        assertThat(queries.runs(other, job("j"), null, null, PageRequest.of(10, null))
                        .items())
                .isEmpty();
        assertThat(queries.runs(other, null, run.toString(), null, PageRequest.of(10, null))
                        .items())
                .isEmpty();
        assertThat(queries.events(other, EventGraph.runRef(run.toString()), PageRequest.of(10, null))
                        .items())
                .isEmpty();
        assertThatThrownBy(() -> queries.node(other, dataset("a"), null)).isInstanceOf(Problem.class);
    }

    @Test
    void listsArePagedWithoutGapOrRepetition() {
        for (int i = 0; i < 7; i++) {
            ran("2026-01-01T10:00:00Z", "job" + i, List.of("in" + i), List.of("one"));
        }
        List<String> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            var page = queries.nodes(tenant, NodeType.JOB, "etl", "job", null, PageRequest.of(3, cursor));
            page.items().forEach(node -> seen.add(node.ref().name()));
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(seen).containsExactly("job0", "job1", "job2", "job3", "job4", "job5", "job6");
    }

    @Test
    void everyTableIsClosed() {
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }

    private long count(String table) {
        return POSTGRES.database().read(tenant, sql -> sql.createQuery("SELECT count(*) FROM memorygraph." + table)
                .mapTo(Long.class)
                .one());
    }
}
