// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.wire.registry.v1.AssetEvent;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One client that watches. An event has been taken when the client's flow control let it through. */
final class EventCall implements AssetEvents.Outlet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PING_BYTES = 8;

    private final Context context;
    private final HttpConnection connection;
    private final GrpcServerResponse<?, AssetEvent> response;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<AssetEvents.@Nullable Following> place = new AtomicReference<>();

    EventCall(Context context, HttpConnection connection, GrpcServerResponse<?, AssetEvent> response) {
        this.context = context;
        this.connection = connection;
        this.response = response;
    }

    /** The headers go out at once, so that a client knows from when on it watches. */
    void follows(AssetEvents.Following following) {
        place.set(following);
        if (over.get()) {
            following.stop();
        } else {
            context.runOnContext(any -> response.writeHead());
        }
    }

    /** The client or its connection is gone. */
    void gone() {
        over.set(true);
        AssetEvents.Following following = place.get();
        if (following != null) {
            following.stop();
        }
    }

    @Override
    public CompletionStage<?> event(String id, String json) {
        AssetEvent event = read(id, json);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        context.runOnContext(
                any -> response.write(event).onSuccess(taken::complete).onFailure(taken::completeExceptionally));
        return taken;
    }

    /** Keeps the connection from being idle, and tells one whose other end is gone. */
    @Override
    public CompletionStage<?> beat(String id) {
        CompletableFuture<Buffer> answered = new CompletableFuture<>();
        context.runOnContext(any -> connection
                .ping(Buffer.buffer(new byte[PING_BYTES]))
                .onSuccess(answered::complete)
                .onFailure(answered::completeExceptionally));
        return answered;
    }

    @Override
    public boolean closed() {
        return over.get();
    }

    @Override
    public void close(AssetEvents.End why) {
        if (over.getAndSet(true) || why == AssetEvents.End.LEFT) {
            return;
        }
        context.runOnContext(any -> {
            switch (why) {
                case LEFT -> {}
                case RIGHTS -> response.status(GrpcStatus.PERMISSION_DENIED).end();
                case SLOW -> Refusal.send(overloaded("Too slow: an event was not taken in time"), response);
                case STOPPING -> Refusal.send(overloaded("The program is stopping; call again"), response);
                case FAULT ->
                    Refusal.send(new Problem(ErrorCode.INTERNAL, "Something broke on our side; call again"), response);
            }
        });
    }

    private static Problem overloaded(String detail) {
        return new Problem(ErrorCode.OVERLOADED, detail, Duration.ofSeconds(5));
    }

    private static AssetEvent read(String position, String json) {
        try {
            JsonNode event = JSON.readTree(json);
            return AssetEvent.newBuilder()
                    .setPosition(position)
                    .setType(event.path("type").asText())
                    .setSubject(event.path("subject").asText())
                    .setCloudEvent(json)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the feed sends JSON", e);
        }
    }
}
