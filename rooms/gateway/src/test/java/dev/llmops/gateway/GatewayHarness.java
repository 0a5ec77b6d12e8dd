// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.gateway.cache.AnswerCache;
import dev.llmops.gateway.limit.LimitRestore;
import dev.llmops.gateway.limit.Meters;
import dev.llmops.gateway.route.Circuits;
import dev.llmops.gateway.route.RouteCompiler;
import dev.llmops.gateway.route.RouteTraffic;
import dev.llmops.gateway.route.TargetStates;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.RawRoute;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The data plane on a bare HTTP server, with everything around it in memory. */
final class GatewayHarness implements AutoCloseable {
    static final String BODY = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    static final String STREAM = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");

    final Vertx vertx;
    final Clock clock;
    final Controls controls;
    final MemoryLog log;
    final ScriptedInference upstream;
    final UseTable uses;
    final SnapshotKeeper snapshots;
    final GatewayLifecycle lifecycle;
    final GatewayReadiness readiness;
    private final DataPlane plane;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicInteger port = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    GatewayHarness(Path home, Clock clock, Controls controls, MemoryLog log, UsageTotals totals, Bounds bounds)
            throws Exception {
        this(home, clock, controls, log, totals, bounds, (vertx, scripted) -> scripted);
    }

    /** @param inference what calls the upstreams; given the scripted one */
    GatewayHarness(
            Path home,
            Clock clock,
            Controls controls,
            MemoryLog log,
            UsageTotals totals,
            Bounds bounds,
            BiFunction<Vertx, ScriptedInference, Inference> inference)
            throws Exception {
        this.clock = clock;
        this.controls = controls;
        this.log = log;
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        upstream = new ScriptedInference(vertx);
        GatewayMetrics metrics = new GatewayMetrics(meters);
        RouteCompiler compiler = new RouteCompiler(new TargetStates(meters, clock), Controls.pricing(), clock);
        uses = new UseTable(clock);
        Meters limitMeters = new Meters(clock);
        snapshots = new SnapshotKeeper(
                new SnapshotSources(
                        controls.directory(),
                        controls.offers(),
                        controls.upstreams(),
                        controls.routes(),
                        controls.limits()),
                new SnapshotMaker(uses, new Circuits(clock, meters), compiler, limitMeters),
                controls,
                new SnapshotFile(new Home(home), new FixedSealer(), clock),
                clock);
        CallLogs logs = new CallLogs(vertx, log, new Home(home));
        plane = new DataPlane(
                vertx,
                controls.directory(),
                snapshots,
                logs,
                inference.apply(vertx, upstream),
                metrics,
                new RouteTraffic(meters),
                compiler,
                new AnswerCache(meters, clock),
                Controls.pricing(),
                clock,
                System::nanoTime,
                bounds);
        lifecycle = new GatewayLifecycle(
                plane, logs, uses, totals, snapshots, new LimitRestore(from -> List.of(), limitMeters, clock));
        readiness = new GatewayReadiness(plane, snapshots, uses);
        GatewayRoutes routes = new GatewayRoutes(plane);
        vertx.deployVerticle(() -> new Server(routes), new DeploymentOptions().setInstances(2))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    static GatewayHarness started(Path home) throws Exception {
        return started(home, Bounds.DEFAULT);
    }

    static GatewayHarness started(Path home, Bounds bounds) throws Exception {
        Clock clock = Clock.systemUTC();
        GatewayHarness harness =
                new GatewayHarness(home, clock, new Controls(clock), new MemoryLog(), from -> Map.of(), bounds);
        harness.lifecycle.start();
        return harness;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.get() + path);
    }

    HttpRequest.Builder request(String path, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return key == null ? request : request.header("authorization", "Bearer " + key);
    }

    HttpResponse<String> call(@Nullable String key, String body) throws Exception {
        return send(request("/v1/chat/completions", key).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    InnerCalls inner() {
        return new InnerCalls(plane);
    }

    int underWay() {
        return plane.underWay();
    }

    HttpClient client() {
        return client;
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the condition did not become true within 10 s");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        lifecycle.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
    }

    private final class Server extends AbstractVerticle {
        private final GatewayRoutes routes;

        private Server(GatewayRoutes routes) {
            this.routes = routes;
        }

        @Override
        public void start(Promise<Void> started) {
            Router router = Router.router(vertx);
            for (RawRoute route : routes.routes()) {
                router.route(route.method(), route.path().replaceAll("\\{(\\w+)}", ":$1"))
                        .handler(route.handler());
            }
            HttpServer server = vertx.createHttpServer().requestHandler(request -> {
                request.pause();
                router.handle(request);
            });
            // A negative port: one that is free, and the same for all instances.
            server.listen(-1, "127.0.0.1")
                    .onSuccess(listening -> port.set(listening.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    /** A sealer with one key for everything. */
    static final class FixedSealer implements Sealer {
        private final byte fill;

        FixedSealer() {
            this((byte) 7);
        }

        FixedSealer(byte fill) {
            this.fill = fill;
        }

        @Override
        public String seal(String secret, String context) {
            return secret;
        }

        @Override
        public String open(String sealed, String context) {
            return sealed;
        }

        @Override
        public byte[] deriveKey(String purpose) {
            byte[] key = new byte[32];
            Arrays.fill(key, fill);
            return key;
        }
    }
}
