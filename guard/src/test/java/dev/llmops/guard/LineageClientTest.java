// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.OpenLineageClientException;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The Java client of OpenLineage, unchanged, and the graph it leaves behind. */
@SuppressWarnings("try") // its close may be interrupted
class LineageClientTest {
    private static final OpenLineage EVENTS = new OpenLineage(URI.create("https://example.org/producer"));
    private final Product product = DemoProduct.get();
    private final ProductApi admin = product.admin();

    private OpenLineageClient client(String key, HttpConfig.@Nullable Compression compression) {
        HttpConfig config = new HttpConfig();
        config.setUrl(URI.create(product.url()));
        config.setAuth(() -> "Bearer " + key);
        config.setCompression(compression);
        return OpenLineageClient.builder().transport(new HttpTransport(config)).build();
    }

    private String key() {
        return admin.post(
                        "/api/identity/v1/keys",
                        Map.of("name", "lineage " + UUID.randomUUID(), "roles", List.of("publisher")))
                .ok()
                .path("key")
                .asText();
    }

    private static OpenLineage.RunEvent event(EventType type, UUID run, String namespace, String job) {
        OpenLineage.InputField source = EVENTS.newInputFieldBuilder()
                .namespace(namespace)
                .name("raw")
                .field("id")
                .build();
        OpenLineage.ColumnLineageDatasetFacet columns = EVENTS.newColumnLineageDatasetFacetBuilder()
                .fields(EVENTS.newColumnLineageDatasetFacetFieldsBuilder()
                        .put(
                                "order_id",
                                EVENTS.newColumnLineageDatasetFacetFieldsAdditionalBuilder()
                                        .inputFields(List.of(source))
                                        .build())
                        .build())
                .build();
        return EVENTS.newRunEventBuilder()
                .eventType(type)
                .eventTime(ZonedDateTime.ofInstant(Instant.now(), ZoneOffset.UTC))
                .run(EVENTS.newRunBuilder()
                        .runId(run)
                        .facets(EVENTS.newRunFacetsBuilder()
                                .processing_engine(EVENTS.newProcessingEngineRunFacetBuilder()
                                        .version("4.0.0")
                                        .name("spark")
                                        .build())
                                .build())
                        .build())
                .job(EVENTS.newJobBuilder()
                        .namespace(namespace)
                        .name(job)
                        .facets(EVENTS.newJobFacetsBuilder()
                                .sql(EVENTS.newSQLJobFacetBuilder()
                                        .query("SELECT 1")
                                        .build())
                                .build())
                        .build())
                .inputs(List.of(EVENTS.newInputDatasetBuilder()
                        .namespace(namespace)
                        .name("raw")
                        .build()))
                .outputs(List.of(EVENTS.newOutputDatasetBuilder()
                        .namespace(namespace)
                        .name("clean")
                        .facets(EVENTS.newDatasetFacetsBuilder()
                                .columnLineage(columns)
                                .build())
                        .build()))
                .build();
    }

    @Test
    void theClientsEventsAreTakenPlainAndPackedAndMakeTheGraph() throws Exception {
        for (HttpConfig.@Nullable Compression compression :
                new HttpConfig.@Nullable Compression[] {null, HttpConfig.Compression.GZIP}) {
            String namespace = "client-" + (compression == null ? "plain" : "packed");
            UUID run = UUID.randomUUID();
            try (OpenLineageClient client = client(key(), compression)) {
                client.emit(event(EventType.START, run, namespace, "daily"));
                client.emit(event(EventType.COMPLETE, run, namespace, "daily"));
                client.emit(EVENTS.newJobEventBuilder()
                        .eventTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .job(EVENTS.newJobBuilder()
                                .namespace(namespace)
                                .name("declared")
                                .build())
                        .build());
                client.emit(EVENTS.newDatasetEventBuilder()
                        .eventTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .dataset(EVENTS.newStaticDatasetBuilder()
                                .namespace(namespace)
                                .name("raw")
                                .build())
                        .build());
            }

            JsonNode lineage = admin.get("/api/memorygraph/v1/lineage?node_id=dataset:" + namespace + ":clean")
                    .ok();
            assertThat(lineage.path("node_count").asInt()).isEqualTo(3);
            assertThat(lineage.path("edge_count").asInt()).isEqualTo(2);
            JsonNode runs = admin.get("/api/memorygraph/v1/runs?job=job:" + namespace + ":daily")
                    .ok()
                    .path("items");
            assertThat(runs).hasSize(1);
            assertThat(runs.path(0).path("state").asText()).isEqualTo("COMPLETE");
            JsonNode columns = admin.get("/api/memorygraph/v1/columns/dataset:" + namespace + ":clean/upstream")
                    .ok();
            assertThat(columns.path("nodes").findValuesAsText("name")).contains("clean#order_id", "raw#id");
        }
    }

    @Test
    void manyClientsOfOneJobAtOnceAllSucceed() throws Exception {
        String key = key();
        List<Callable<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            senders.add(() -> {
                try (OpenLineageClient client = client(key, null)) {
                    for (int n = 0; n < 10; n++) {
                        UUID run = UUID.randomUUID();
                        client.emit(event(EventType.START, run, "client-many", "hot"));
                        client.emit(event(EventType.COMPLETE, run, "client-many", "hot"));
                    }
                }
                return true;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> sent : threads.invokeAll(senders)) {
                assertThat(sent.get()).isTrue();
            }
        }
        assertThat(admin.get("/api/memorygraph/v1/runs?limit=200&job=job:client-many:hot")
                        .ok()
                        .path("items"))
                .hasSize(160);
    }

    @Test
    void withoutAKeyOrTheRightTheClientIsRefused() throws Exception {
        String reader = admin.post(
                        "/api/identity/v1/keys", Map.of("name", "lineage reader", "roles", List.of("reader")))
                .ok()
                .path("key")
                .asText();
        for (String key : List.of("llmops_live_nonsense", reader)) {
            try (OpenLineageClient client = client(key, null)) {
                assertThatThrownBy(() -> client.emit(event(EventType.START, UUID.randomUUID(), "client-none", "j")))
                        .isInstanceOf(OpenLineageClientException.class);
            }
        }
    }

    @Test
    void refusalsNameThePlaceAndTheLimit() {
        ProductApi.Answer wrong =
                admin.post("/api/v1/lineage", "{\"eventTime\":\"yesterday\",\"run\":{},\"job\":{\"namespace\":\"n\"}}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("errors").findValuesAsText("field"))
                .contains("/eventTime", "/producer", "/schemaURL", "/run/runId", "/job/name");
        assertThat(admin.post("/api/v1/lineage", "").status()).isEqualTo(400);
        assertThat(admin.post("/api/v1/lineage", "{").status()).isEqualTo(400);
        assertThat(admin.post("/api/v1/lineage/batch", "{}").status()).isEqualTo(400);
        String large = "{\"eventTime\":\"" + "x".repeat(2 << 20) + "\"}";
        assertThat(admin.post("/api/v1/lineage", large).status()).isEqualTo(413);
        JsonNode batch = admin.post("/api/v1/lineage/batch", "[{},7]").ok();
        assertThat(batch.path("status").asText()).isEqualTo("partial_success");
        assertThat(batch.path("summary").path("non_retriable").asInt()).isEqualTo(2);
        for (String path : List.of(
                "/nodes",
                "/nodes?type=thing",
                "/nodes/nonsense",
                "/nodes/job:a:b/upstream",
                "/nodes/job:a:b/upstream?depth=0",
                "/nodes/job:a:b/impact?as_of=now",
                "/path?from=job:a:b",
                "/columns/job:a:b/sideways",
                "/runs",
                "/runs?run_id=7",
                "/lineage",
                "/lineage?node_id=%20",
                "/nodes?type=job&cursor=AAAA",
                "/events?node_id=x")) {
            assertThat(admin.get("/api/memorygraph/v1" + path).status())
                    .as(path)
                    .isBetween(400, 404);
        }
    }

    @Test
    void whatTheDemoRegisteredIsInTheGraph() {
        JsonNode services = admin.await(
                "/api/memorygraph/v1/nodes?type=service", Duration.ofSeconds(20), body -> !body.path("items")
                        .isEmpty());
        String uid = services.path("items").path(0).path("uid").asText();

        assertThat(admin.get("/api/memorygraph/v1/nodes/" + uid)
                        .ok()
                        .path("node")
                        .path("type")
                        .asText())
                .isEqualTo("service");
        assertThat(admin.post("/api/memorygraph/v1/reconcile", "{}").status()).isEqualTo(202);
        admin.await("/api/memorygraph/v1/reconcile", Duration.ofSeconds(20), body -> body.path("state")
                .asText()
                .equals("done"));
    }
}
