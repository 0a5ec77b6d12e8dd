// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import dev.llmops.wire.registry.v1.AssetEvent;
import dev.llmops.wire.registry.v1.WatchEventsRequest;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One watch and what it got. */
record GrpcWatch(Queue<AssetEvent> events, AtomicReference<Status> end, CountDownLatch headers) {
    static GrpcWatch of(GrpcCalls calls, WatchEventsRequest request) {
        GrpcWatch watched =
                new GrpcWatch(new ConcurrentLinkedQueue<>(), new AtomicReference<>(), new CountDownLatch(1));
        ClientCalls.asyncServerStreamingCall(
                calls.begun(watched.headers::countDown).newCall(GrpcCalls.WATCH, CallOptions.DEFAULT),
                request,
                new StreamObserver<AssetEvent>() {
                    @Override
                    public void onNext(AssetEvent event) {
                        watched.events.add(event);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        watched.end.set(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        watched.end.set(Status.OK);
                    }
                });
        return watched;
    }

    boolean begun() {
        return headers.getCount() == 0;
    }

    @Nullable
    AssetEvent of(String subject) {
        return events.stream()
                .filter(event -> event.getSubject().equals(subject))
                .findFirst()
                .orElse(null);
    }
}
