// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.wire.registry.v1.ApplyRequest;
import dev.llmops.wire.registry.v1.ApplyResponse;
import dev.llmops.wire.registry.v1.Asset;
import dev.llmops.wire.registry.v1.GetAssetRequest;
import dev.llmops.wire.registry.v1.ListAssetsRequest;
import dev.llmops.wire.registry.v1.ListAssetsResponse;
import dev.llmops.wire.registry.v1.Outcome;
import dev.llmops.wire.registry.v1.WatchEventsRequest;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The registry over gRPC for two organisations: every method × every kind of caller, the events, and what is refused. */
class GrpcClientTest {
    private final TwoOrganisations two = TwoOrganisations.get();
    private final Product product = two.product();

    @Test
    void assetsAreAppliedReadListedAndResolved() throws Exception {
        try (GrpcCalls calls = new GrpcCalls(product, adminKey())) {
            ApplyResponse made = calls.call(GrpcCalls.APPLY, GrpcCalls.apply("over-grpc", "1.0.0", false));
            assertThat(made.getOutcome()).isEqualTo(Outcome.OUTCOME_CREATED);
            assertThat(calls.call(GrpcCalls.APPLY, GrpcCalls.apply("over-grpc", "1.0.0", false))
                            .getOutcome())
                    .isEqualTo(Outcome.OUTCOME_UNCHANGED);
            calls.call(GrpcCalls.APPLY, GrpcCalls.apply("over-grpc", "1.1.0", false));
            calls.call(GrpcCalls.APPLY, GrpcCalls.apply("over-grpc", "1.2.0", true));

            Asset read = calls.call(
                    GrpcCalls.GET,
                    GetAssetRequest.newBuilder().setId(made.getAsset().getId()).build());
            assertThat(read.toBuilder().clearSpec().build())
                    .isEqualTo(made.getAsset().toBuilder().clearSpec().build());
            assertThat(ProductApi.JSON.readTree(read.getSpec()))
                    .isEqualTo(ProductApi.JSON.readTree(made.getAsset().getSpec()));
            JsonNode same =
                    two.admin().get("/api/registry/v1/assets/" + read.getId()).ok();
            assertThat(read.getDigest()).isEqualTo(same.path("digest").asText());
            assertThat(read.getProvider()).isEqualTo("test");
            assertThat(read.hasDescription()).isFalse();

            List<String> versions = new ArrayList<>();
            ListAssetsRequest.Builder page =
                    ListAssetsRequest.newBuilder().setName("over-grpc").setPageSize(1);
            do {
                ListAssetsResponse some = calls.call(GrpcCalls.LIST, page.build());
                some.getAssetsList().forEach(asset -> versions.add(asset.getVersion()));
                page.setPageToken(some.getNextPageToken());
            } while (!page.getPageToken().isEmpty());
            assertThat(versions).containsExactlyInAnyOrder("1.0.0", "1.1.0");

            two.admin()
                    .post("/api/registry/v1/assets/" + read.getId() + "/publish", Map.of("reason", "ready"))
                    .ok();
            assertThat(calls.call(GrpcCalls.RESOLVE, GrpcCalls.resolve("over-grpc", "^1.0"))
                            .getVersion())
                    .isEqualTo("1.0.0");
            assertThat(calls.call(GrpcCalls.RESOLVE, GrpcCalls.resolve("over-grpc", ""))
                            .getVersion())
                    .isEqualTo("1.0.0");
        }
    }

    @Test
    void whoMayNotIsRefusedAndWhoMayIsNot() throws Exception {
        Road road = new Road(two.admin());
        Map<String, String> callers = new LinkedHashMap<>();
        callers.put("anonymous", "");
        callers.put("nonsense", "llmops_live_nonsense");
        for (Role role : Role.values()) {
            callers.put(role.wireName(), road.key("grpc " + role.wireName(), role.wireName()));
        }
        callers.put(
                "consumer",
                road.pave("grpc-service", null, "simulator-small", null).key());
        Map<MethodDescriptor<?, ?>, Permission> methods = Map.of(
                GrpcCalls.GET, Permission.REGISTRY_READ,
                GrpcCalls.LIST, Permission.REGISTRY_READ,
                GrpcCalls.APPLY, Permission.REGISTRY_WRITE,
                GrpcCalls.RESOLVE, Permission.REGISTRY_READ,
                GrpcCalls.WATCH, Permission.REGISTRY_READ);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> caller : callers.entrySet()) {
            try (GrpcCalls calls = new GrpcCalls(product, caller.getValue())) {
                methods.forEach((method, permission) -> {
                    Status.Code seen = ask(calls, method);
                    Status.Code due = due(caller.getKey(), permission);
                    boolean good = due == Status.Code.OK
                            ? seen == Status.Code.OK || seen == Status.Code.INVALID_ARGUMENT
                            : seen == due;
                    if (!good) {
                        wrong.add(caller.getKey() + " " + method.getBareMethodName() + " → " + seen);
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
        List<String> listed = new ArrayList<>();
        two.admin().get("/api/system/v1/routes").ok().path("items").forEach(route -> {
            if (route.path("dialect").asText().equals("grpc")) {
                listed.add(route.path("path").asText());
            }
        });
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(methods.keySet().stream()
                        .map(method -> "/" + method.getFullMethodName())
                        .toList());
    }

    @Test
    void eventsReachTheirOwnOrganisationUntilTheKeyIsRevoked() throws Exception {
        JsonNode key = two.admin()
                .post("/api/identity/v1/keys", Map.of("name", "grpc watcher", "roles", List.of("reader")))
                .ok();
        try (GrpcCalls admin = new GrpcCalls(product, adminKey());
                GrpcCalls watcher = new GrpcCalls(product, key.path("key").asText());
                GrpcCalls stranger = new GrpcCalls(product, two.strangerKey())) {
            GrpcWatch ours = GrpcWatch.of(watcher, WatchEventsRequest.getDefaultInstance());
            GrpcWatch theirs = GrpcWatch.of(stranger, WatchEventsRequest.getDefaultInstance());
            Eventually.holds("both watch", () -> ours.begun() && theirs.begun());

            Asset made = admin.call(GrpcCalls.APPLY, GrpcCalls.apply("watched", "1.0.0", false))
                    .getAsset();
            stranger.call(GrpcCalls.APPLY, GrpcCalls.apply("watched-elsewhere", "1.0.0", false));
            Eventually.holds("the event arrives", () -> ours.of(made.getId()) != null);
            Eventually.holds("theirs arrives there", () -> !theirs.events().isEmpty());
            assertThat(theirs.events()).noneMatch(event -> event.getSubject().equals(made.getId()));
            assertThat(ours.events().toString()).doesNotContain("watched-elsewhere");

            String position = Objects.requireNonNull(ours.of(made.getId())).getPosition();
            admin.call(GrpcCalls.APPLY, GrpcCalls.apply("watched", "1.1.0", false));
            GrpcWatch resumed = GrpcWatch.of(
                    watcher, WatchEventsRequest.newBuilder().setAfter(position).build());
            Eventually.holds("what came after arrives", () -> !resumed.events().isEmpty());
            assertThat(resumed.events()).noneMatch(event -> event.getSubject().equals(made.getId()));

            assertThat(refusal(stranger, GrpcCalls.GET, GrpcCalls.get(made.getId())))
                    .isEqualTo("NOT_FOUND not_found");
            assertThat(stranger.call(GrpcCalls.LIST, ListAssetsRequest.getDefaultInstance())
                            .toString())
                    .doesNotContain(made.getId());
            assertThat(refusal(stranger, GrpcCalls.RESOLVE, GrpcCalls.resolve("watched", "1.0.0")))
                    .isEqualTo("NOT_FOUND not_found");

            two.admin().send("DELETE", "/api/identity/v1/keys/" + key.path("id").asText(), null, null);
            Eventually.holds(
                    "a revoked key's stream ends",
                    Duration.ofSeconds(10),
                    () -> ours.end().get() != null);
            assertThat(ours.end().get().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void refusalsSayTheCodeAndEveryFault() throws Exception {
        try (GrpcCalls calls = new GrpcCalls(product, adminKey())) {
            ApplyRequest faulty = ApplyRequest.newBuilder()
                    .setManifest("{\"apiVersion\":\"llmops/v1\",\"kind\":\"model\",\"metadata\":{\"version\":\"1.x\"}}")
                    .build();
            StatusRuntimeException refused = refused(calls, GrpcCalls.APPLY, faulty, CallOptions.DEFAULT);
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            JsonNode problem = ProductApi.JSON.readTree(trailers(refused).get(GrpcCalls.PROBLEM));
            assertThat(problem.path("code").asText()).isEqualTo("validation_failed");
            assertThat(problem.path("errors").size()).isGreaterThan(1);

            assertThat(refusal(calls, GrpcCalls.GET, GrpcCalls.get("")))
                    .isEqualTo("INVALID_ARGUMENT validation_failed");
            assertThat(refusal(calls, GrpcCalls.GET, GrpcCalls.get("none"))).isEqualTo("NOT_FOUND not_found");
            assertThat(refusal(
                            calls,
                            GrpcCalls.LIST,
                            ListAssetsRequest.newBuilder().setPageSize(9_999).build()))
                    .isEqualTo("INVALID_ARGUMENT validation_failed");
            assertThat(refusal(
                            calls,
                            GrpcCalls.LIST,
                            ListAssetsRequest.newBuilder().setStatusValue(77).build()))
                    .isEqualTo("INVALID_ARGUMENT validation_failed");
            assertThat(refusal(
                            calls,
                            GrpcCalls.WATCH,
                            WatchEventsRequest.newBuilder().setAfter("x").build()))
                    .isEqualTo("INVALID_ARGUMENT validation_failed");
            assertThat(refusal(
                            calls,
                            GrpcCalls.APPLY,
                            ApplyRequest.newBuilder()
                                    .setManifest("x".repeat(5 << 20))
                                    .build()))
                    .isEqualTo("RESOURCE_EXHAUSTED payload_too_large");
            assertThat(refused(calls, GrpcCalls.GET, GrpcCalls.get("a"), CallOptions.DEFAULT.withCompression("gzip"))
                            .getStatus()
                            .getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
            MethodDescriptor<GetAssetRequest, Asset> unknown = GrpcCalls.method(
                    "Nothing",
                    MethodDescriptor.MethodType.UNARY,
                    GetAssetRequest.getDefaultInstance(),
                    Asset.getDefaultInstance());
            assertThat(refused(calls, unknown, GrpcCalls.get("a"), CallOptions.DEFAULT)
                            .getStatus()
                            .getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
        assertThat(two.admin()
                        .post("/llmops.registry.v1.Registry/GetAsset", "{}")
                        .code())
                .isEqualTo("unsupported_media_type");
    }

    private String adminKey() throws Exception {
        return Files.readString(product.home().resolve("admin.key")).strip();
    }

    private static Status.Code due(String who, Permission permission) {
        return switch (who) {
            case "anonymous", "nonsense" -> Status.Code.UNAUTHENTICATED;
            case "consumer" -> Status.Code.PERMISSION_DENIED;
            default ->
                Role.parse(who).permissions().contains(permission) ? Status.Code.OK : Status.Code.PERMISSION_DENIED;
        };
    }

    /** With nothing said, which whoever may ask is told in their own way; a watch that begins is good. */
    private static <Q, A> Status.Code ask(GrpcCalls calls, MethodDescriptor<Q, A> method) {
        Q nothing = method.parseRequest(InputStream.nullInputStream());
        try {
            if (method.getType() == MethodDescriptor.MethodType.UNARY) {
                calls.call(method, nothing);
            } else {
                GrpcWatch watched = GrpcWatch.of(calls, WatchEventsRequest.getDefaultInstance());
                Eventually.holds(
                        "it begins or ends",
                        () -> watched.begun() || watched.end().get() != null);
                return watched.end().get() == null
                        ? Status.Code.OK
                        : watched.end().get().getCode();
            }
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static <Q, A> String refusal(GrpcCalls calls, MethodDescriptor<Q, A> method, Q question) {
        StatusRuntimeException refused = refused(calls, method, question, CallOptions.DEFAULT);
        return refused.getStatus().getCode() + " " + trailers(refused).get(GrpcCalls.CODE);
    }

    private static Metadata trailers(StatusRuntimeException refused) {
        return Objects.requireNonNull(refused.getTrailers());
    }

    private static <Q, A> StatusRuntimeException refused(
            GrpcCalls calls, MethodDescriptor<Q, A> method, Q question, CallOptions options) {
        try {
            if (method.getType() == MethodDescriptor.MethodType.UNARY) {
                calls.call(method, question, options);
            } else {
                boolean any = ClientCalls.blockingServerStreamingCall(
                                calls.channel(), method, options.withDeadlineAfter(Duration.ofSeconds(30)), question)
                        .hasNext();
                assertThat(any).isFalse();
            }
        } catch (StatusRuntimeException e) {
            return e;
        }
        throw new AssertionError(method.getFullMethodName() + " was not refused");
    }
}
