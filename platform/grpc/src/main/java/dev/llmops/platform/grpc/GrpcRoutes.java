// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Dialect;
import dev.llmops.platform.web.Gate;
import dev.llmops.platform.web.Problems;
import dev.llmops.platform.web.RawRoute;
import dev.llmops.platform.web.RawRoutes;
import dev.llmops.wire.registry.v1.ApplyRequest;
import dev.llmops.wire.registry.v1.AssetEvent;
import dev.llmops.wire.registry.v1.GetAssetRequest;
import dev.llmops.wire.registry.v1.ListAssetsRequest;
import dev.llmops.wire.registry.v1.ResolveRequest;
import dev.llmops.wire.registry.v1.WatchEventsRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * gRPC on the router. Each method is a route with its permission, so that whoever asks one without speaking gRPC is
 * refused like anywhere else. Calls run on virtual threads; a message may be as long as gRPC's own clients take.
 */
@Singleton
final class GrpcRoutes implements RawRoutes {
    static final String SERVICE = "llmops.registry.v1.Registry";
    static final int MAX_MESSAGE = 4 << 20;
    private static final Logger LOG = Logger.getLogger(GrpcRoutes.class);

    private final Gate gate;
    private final RegistryCalls registry;
    private final AssetEvents events;
    private final MeterRegistry meters;
    private final GrpcServer server;
    private final Vertx vertx;

    GrpcRoutes(Vertx vertx, Gate gate, RegistryCalls registry, AssetEvents events, MeterRegistry meters) {
        this.vertx = vertx;
        this.gate = gate;
        this.registry = registry;
        this.events = events;
        this.meters = meters;
        this.server = GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE));
    }

    @Override
    public List<RawRoute> routes() {
        return List.of(
                unary("GetAsset", Permission.REGISTRY_READ, GetAssetRequest.parser(), registry::get),
                unary("ListAssets", Permission.REGISTRY_READ, ListAssetsRequest.parser(), registry::list),
                unary("Apply", Permission.REGISTRY_WRITE, ApplyRequest.parser(), registry::apply),
                unary("Resolve", Permission.REGISTRY_READ, ResolveRequest.parser(), registry::resolve),
                watch());
    }

    private <Q, A extends MessageLite> RawRoute unary(
            String name, Permission permission, Parser<Q> question, BiFunction<Caller, Q, A> call) {
        server.callHandler(GrpcRoutes.<Q, A>method(name, question), request -> {
            Context context = vertx.getOrCreateContext();
            take(
                    request,
                    message -> onThread(request, context, () -> {
                        A said = call.apply(
                                gate.admit(request.headers(), permission).caller(), message);
                        context.runOnContext(any -> request.response().end(said));
                    }));
        });
        return route(name, permission);
    }

    private RawRoute watch() {
        ServiceMethod<WatchEventsRequest, AssetEvent> method = method("WatchEvents", WatchEventsRequest.parser());
        server.callHandler(method, request -> {
            Context context = vertx.getOrCreateContext();
            EventCall outlet = new EventCall(context, request.connection(), request.response());
            request.errorHandler(any -> outlet.gone());
            request.exceptionHandler(any -> outlet.gone());
            take(
                    request,
                    message -> onThread(request, context, () -> {
                        Gate.Entrant entrant = gate.admit(request.headers(), Permission.REGISTRY_READ);
                        outlet.follows(
                                events.follow(entrant.caller(), entrant.standing()::holds, wish(message), outlet));
                    }));
        });
        return route("WatchEvents", Permission.REGISTRY_READ);
    }

    private static AssetEvents.Wish wish(WatchEventsRequest message) {
        return new AssetEvents.Wish(
                message.getKind().isEmpty() ? null : message.getKind(),
                message.getAssetId().isEmpty() ? null : message.getAssetId(),
                message.getTypesList(),
                message.getAfter().isEmpty() ? null : message.getAfter());
    }

    private static <Q, A extends MessageLite> ServiceMethod<Q, A> method(String name, Parser<Q> question) {
        return ServiceMethod.server(
                ServiceName.create(SERVICE), name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(question));
    }

    /** The one message of a call. None is refused, and one that is packed, which could be small and yet endless. */
    private static <Q, A> void take(GrpcServerRequest<Q, A> request, Consumer<Q> call) {
        AtomicBoolean taken = new AtomicBoolean();
        if (request.encoding() != null && !request.encoding().equals("identity")) {
            request.messageHandler(any -> {});
            request.response().status(GrpcStatus.UNIMPLEMENTED);
            request.response().headers().set("grpc-accept-encoding", "identity");
            request.response().statusMessage("grpc-encoding: another one (expected: identity)");
            request.response().end();
            return;
        }
        request.invalidMessageHandler(fault -> {
            if (taken.compareAndSet(false, true)) {
                Refusal.send(
                        fault instanceof MessageSizeOverflowException
                                ? new Problem(
                                        ErrorCode.PAYLOAD_TOO_LARGE,
                                        "message: too long (expected: at most " + MAX_MESSAGE + " bytes)")
                                : new Problem(ErrorCode.MALFORMED_REQUEST, "The message cannot be read"),
                        request.response());
            }
        });
        request.handler(message -> {
            if (taken.compareAndSet(false, true)) {
                call.accept(message);
            }
        });
        request.endHandler(any -> {
            if (taken.compareAndSet(false, true)) {
                Refusal.send(new Problem(ErrorCode.MALFORMED_REQUEST, "The call has no message"), request.response());
            }
        });
    }

    private void onThread(GrpcServerRequest<?, ?> request, Context context, Runnable call) {
        Thread.ofVirtual().name("grpc").start(() -> {
            long started = System.nanoTime();
            Problem problem = problem(request, call);
            if (problem != null) {
                context.runOnContext(any -> Refusal.send(problem, request.response()));
            }
            Timer.builder("http.server.requests")
                    .tag("method", "POST")
                    .tag("route", "/" + request.fullMethodName())
                    .tag(
                            "status",
                            problem == null
                                    ? "200"
                                    : Integer.toString(problem.code().status()))
                    .register(meters)
                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        });
    }

    private static @Nullable Problem problem(GrpcServerRequest<?, ?> request, Runnable call) {
        try {
            call.run();
            return null;
        } catch (Problem refusal) {
            return refusal;
        } catch (RuntimeException e) {
            LOG.errorf(e, "gRPC %s failed", request.fullMethodName());
            return new Problem(ErrorCode.INTERNAL, "Something broke on our side");
        }
    }

    private RawRoute route(String name, Permission permission) {
        return new RawRoute(HttpMethod.POST, "/" + SERVICE + "/" + name, permission, Dialect.GRPC, "", context -> {
            if (speaksGrpc(context.request())) {
                server.handle(context.request());
                context.request().resume();
            } else {
                refuse(context, permission);
            }
        });
    }

    private static boolean speaksGrpc(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return request.version() == HttpVersion.HTTP_2
                && type != null
                && (type.equals("application/grpc") || type.equals("application/grpc+proto"));
    }

    /** First by who asks, as on every other route, then by how. */
    private void refuse(RoutingContext context, Permission permission) {
        context.request().resume();
        Thread.ofVirtual().name("grpc-guard").start(() -> {
            Problem problem;
            try {
                gate.admit(context.request().headers(), permission);
                problem = new Problem(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "content-type: another one, or HTTP/1.1 (expected: application/grpc over HTTP/2)");
            } catch (Problem refusal) {
                problem = refusal;
            }
            Problem said = problem;
            context.vertx().runOnContext(any -> Problems.send(said, context));
        });
    }
}
