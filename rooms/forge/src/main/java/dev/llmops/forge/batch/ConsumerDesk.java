// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Gate;
import dev.llmops.platform.web.OpenAiErrors;
import dev.llmops.platform.web.WireFormat;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests of consumer keys off the event loop: who asks is established, what is asked is done on a virtual
 * thread, and what goes wrong is said in OpenAI's words.
 */
@Singleton
final class ConsumerDesk {
    private static final Logger LOG = Logger.getLogger(ConsumerDesk.class);
    private static final ObjectMapper JSON = WireFormat.newMapper();
    private static final int MAX_BODY = 64 << 10;
    private static final long BODY_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Gate gate;

    ConsumerDesk(Gate gate) {
        this.gate = gate;
    }

    /** What is asked: the answer becomes JSON. */
    @FunctionalInterface
    interface Wish {
        Object grant(Consumer consumer, RoutingContext context, byte[] body);
    }

    /** Work of a request that answers by itself. */
    @FunctionalInterface
    interface Work {
        void with(Consumer consumer, Context context) throws Exception;
    }

    Handler<RoutingContext> answering(Wish wish) {
        return routing -> readBody(
                routing,
                body -> onThread(routing, (consumer, context) -> {
                    byte[] json = json(wish.grant(consumer, routing, body));
                    context.runOnContext(any -> routing.response()
                            .putHeader("content-type", "application/json")
                            .end(Buffer.buffer(json)));
                }));
    }

    /** Establishes who asks and does the work, both on a virtual thread; the request stays as it is. */
    void onThread(RoutingContext routing, Work work) {
        Context context = routing.vertx().getOrCreateContext();
        Thread.ofVirtual().name("consumer-desk").start(() -> {
            try {
                work.with(
                        Consumer.of(gate.admit(routing.request().headers(), Permission.GATEWAY_CALL)
                                .caller()),
                        context);
            } catch (Problem problem) {
                context.runOnContext(any -> refuse(routing, problem));
            } catch (Exception e) {
                LOG.errorf(
                        e,
                        "%s %s failed",
                        routing.request().method(),
                        routing.request().path());
                Problem ours = new Problem(ErrorCode.INTERNAL, "Something broke on our side; try again");
                context.runOnContext(any -> refuse(routing, ours));
            }
        });
    }

    /** Refuses on the event loop; what has begun to be answered is broken off. */
    static void refuse(RoutingContext routing, Problem problem) {
        if (routing.response().headWritten()) {
            routing.response().reset();
        } else if (!routing.response().ended()) {
            OpenAiErrors.send(problem, routing);
            routing.request().resume();
        }
    }

    private static void readBody(RoutingContext routing, java.util.function.Consumer<byte[]> whole) {
        HttpServerRequest request = routing.request();
        Buffer body = Buffer.buffer();
        long timer = routing.vertx().setTimer(BODY_MILLIS, any -> {
            refuse(routing, new Problem(ErrorCode.UPLOAD_TOO_SLOW, "The body did not arrive within 30 s"));
            request.connection().close();
        });
        boolean[] over = {false};
        request.handler(chunk -> {
            if (!over[0] && body.length() + chunk.length() > MAX_BODY) {
                over[0] = true;
                routing.vertx().cancelTimer(timer);
                refuse(
                        routing,
                        new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + MAX_BODY + " bytes"));
            } else if (!over[0]) {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(any -> routing.vertx().cancelTimer(timer));
        request.endHandler(any -> {
            routing.vertx().cancelTimer(timer);
            if (!over[0]) {
                whole.accept(body.getBytes());
            }
        });
        request.resume();
    }

    static byte[] json(@Nullable Object answer) {
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record was not writable", e);
        }
    }
}
