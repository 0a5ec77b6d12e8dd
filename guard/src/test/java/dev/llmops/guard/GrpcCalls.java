// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import com.google.protobuf.Message;
import dev.llmops.kits.product.Product;
import dev.llmops.wire.registry.v1.ApplyRequest;
import dev.llmops.wire.registry.v1.ApplyResponse;
import dev.llmops.wire.registry.v1.Asset;
import dev.llmops.wire.registry.v1.AssetEvent;
import dev.llmops.wire.registry.v1.GetAssetRequest;
import dev.llmops.wire.registry.v1.ListAssetsRequest;
import dev.llmops.wire.registry.v1.ListAssetsResponse;
import dev.llmops.wire.registry.v1.ResolveRequest;
import dev.llmops.wire.registry.v1.WatchEventsRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The registry over grpc-java, unchanged, as one caller. */
final class GrpcCalls implements AutoCloseable {
    static final Metadata.Key<String> CODE = Metadata.Key.of("llmops-code", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> PROBLEM = Metadata.Key.of("llmops-problem-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final MethodDescriptor<GetAssetRequest, Asset> GET =
            method("GetAsset", MethodType.UNARY, GetAssetRequest.getDefaultInstance(), Asset.getDefaultInstance());
    static final MethodDescriptor<ListAssetsRequest, ListAssetsResponse> LIST = method(
            "ListAssets",
            MethodType.UNARY,
            ListAssetsRequest.getDefaultInstance(),
            ListAssetsResponse.getDefaultInstance());
    static final MethodDescriptor<ApplyRequest, ApplyResponse> APPLY =
            method("Apply", MethodType.UNARY, ApplyRequest.getDefaultInstance(), ApplyResponse.getDefaultInstance());
    static final MethodDescriptor<ResolveRequest, Asset> RESOLVE =
            method("Resolve", MethodType.UNARY, ResolveRequest.getDefaultInstance(), Asset.getDefaultInstance());
    static final MethodDescriptor<WatchEventsRequest, AssetEvent> WATCH = method(
            "WatchEvents",
            MethodType.SERVER_STREAMING,
            WatchEventsRequest.getDefaultInstance(),
            AssetEvent.getDefaultInstance());

    private final ManagedChannel connection;
    private final Channel channel;

    GrpcCalls(Product product, String key) {
        connection = NettyChannelBuilder.forAddress("127.0.0.1", product.port())
                .usePlaintext()
                .build();
        Metadata metadata = new Metadata();
        if (!key.isEmpty()) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        channel = ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    Channel channel() {
        return channel;
    }

    /** The same channel, telling when an answer's headers have come. */
    Channel begun(Runnable told) {
        return ClientInterceptors.intercept(channel, new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                    @Override
                    public void start(Listener<A> listener, Metadata headers) {
                        super.start(
                                new SimpleForwardingClientCallListener<>(listener) {
                                    @Override
                                    public void onHeaders(Metadata received) {
                                        told.run();
                                        super.onHeaders(received);
                                    }
                                },
                                headers);
                    }
                };
            }
        });
    }

    <Q, A> A call(MethodDescriptor<Q, A> method, Q question) {
        return call(method, question, CallOptions.DEFAULT);
    }

    <Q, A> A call(MethodDescriptor<Q, A> method, Q question, CallOptions options) {
        return ClientCalls.blockingUnaryCall(
                channel, method, options.withDeadlineAfter(Duration.ofSeconds(30)), question);
    }

    static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, MethodType type, Q question, A answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName("llmops.registry.v1.Registry/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(question))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    static GetAssetRequest get(String id) {
        return GetAssetRequest.newBuilder().setId(id).build();
    }

    static ResolveRequest resolve(String name, String selector) {
        return ResolveRequest.newBuilder()
                .setKind("model")
                .setName(name)
                .setSelector(selector)
                .build();
    }

    static ApplyRequest apply(String name, String version, boolean dryRun) {
        return ApplyRequest.newBuilder()
                .setManifest("""
                    apiVersion: llmops/v1
                    kind: model
                    metadata: {name: %s, version: %s}
                    spec: {type: completion, provider: test}
                    """.formatted(name, version))
                .setDryRun(dryRun)
                .build();
    }

    @Override
    public void close() {
        try {
            connection.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
