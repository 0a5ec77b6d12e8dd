// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.netty.channel.ChannelOption;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop of the provider. */
final class ProviderVerticle extends AbstractVerticle {
    private static final int MAX_BODY_BYTES = 32 << 20;

    private final int port;
    private final Supplier<ProviderSettings> settings;
    private final SeenRequests seen;
    private @Nullable Plain plain;
    private volatile int actualPort;

    /** The answer given last when nothing was to be spoilt: benches get it again and again. */
    private record Plain(Speech speech, String model, ProviderSettings settings, Buffer body) {}

    ProviderVerticle(int port, Supplier<ProviderSettings> settings, SeenRequests seen) {
        this.port = port;
        this.settings = settings;
        this.seen = seen;
    }

    int actualPort() {
        return actualPort;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions();
        options.setHost("127.0.0.1").setPort(port);
        options.setTcpNoDelay(true).setReuseAddress(true);
        HttpServer server = vertx.createHttpServer(options);
        server.connectionHandler(ignored -> seen.connections.incrementAndGet());
        server.requestHandler(this::handle).listen().onComplete(listening -> {
            if (listening.succeeded()) {
                actualPort = listening.result().actualPort();
                started.complete();
            } else {
                started.fail(listening.cause());
            }
        });
    }

    private void handle(HttpServerRequest request) {
        ProviderSettings now = settings.get();
        String key = now.requiredKey();
        String path = String.valueOf(request.path());
        boolean models = request.method().equals(HttpMethod.GET) && path.endsWith("/models");
        Speech speech = models ? OpenAiSpeech.ONLY : Speech.at(path);
        if (speech == null || !(models || request.method().equals(HttpMethod.POST))) {
            refuse(request.response(), OpenAiSpeech.ONLY, 404);
        } else if (key != null && !key.equals(speech.key(request))) {
            refuse(request.response(), speech, 401);
        } else if (models) {
            json(request.response()).end(Script.models());
        } else {
            request.bodyHandler(body -> answer(request, speech, body, now));
        }
    }

    private void answer(HttpServerRequest request, Speech speech, Buffer body, ProviderSettings now) {
        seen.saw(request, body);
        HttpServerResponse response = request.response();
        response.closeHandler(ignored -> seen.aborted.incrementAndGet());
        response.endHandler(ignored -> response.closeHandler(null));
        ReceivedCall call = body.length() > MAX_BODY_BYTES ? null : speech.read(String.valueOf(request.path()), body);
        if (call == null) {
            refuse(response, speech, 400);
            return;
        }
        Faults faults;
        try {
            String asked = request.getHeader("x-fault");
            faults = Faults.parse(asked == null ? now.faults() : asked, call.model());
        } catch (IllegalArgumentException e) {
            refuse(response, speech, 400);
            return;
        }
        long wait = now.latencyMillis() + faults.value(Faults.SLOW);
        if (wait > 0) {
            vertx.setTimer(wait, ignored -> answer(request, speech, call, faults, now));
        } else {
            answer(request, speech, call, faults, now);
        }
    }

    private void answer(
            HttpServerRequest request, Speech speech, ReceivedCall call, Faults faults, ProviderSettings now) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (faults.has(Faults.HANG_UP)) {
            reset(request.connection());
        } else if (faults.has(Faults.STATUS)) {
            refuse(response, speech, faults.value(Faults.STATUS));
        } else if (call.stream() && !faults.has(Faults.HTML)) {
            new FrameWriter(vertx, request, speech, faults, seen).write(call, speech.frames(call, now, faults));
        } else {
            whole(request, body(speech, call, now, faults), faults);
        }
    }

    private Buffer body(Speech speech, ReceivedCall call, ProviderSettings now, Faults faults) {
        if (!faults.none()) {
            return speech.completion(call, now, faults);
        }
        Plain known = plain;
        if (known == null
                || !known.speech.equals(speech)
                || !known.model.equals(call.model())
                || !known.settings.equals(now)) {
            known = new Plain(speech, call.model(), now, speech.completion(call, now, faults));
            plain = known;
        }
        return known.body;
    }

    private void whole(HttpServerRequest request, Buffer body, Faults faults) {
        HttpServerResponse response = json(request.response());
        if (faults.has(Faults.HTML)) {
            response.putHeader("content-type", "text/html");
        }
        int half = body.length() / 2;
        if (faults.has(Faults.CUT) || faults.has(Faults.SHORT)) {
            response.putHeader("content-length", String.valueOf(body.length() + 10));
            Buffer sent = faults.has(Faults.CUT) ? body.slice(0, half) : body;
            response.write(sent)
                    .onComplete(ignored -> vertx.setTimer(20, tick -> {
                        if (faults.has(Faults.CUT)) {
                            reset(request.connection());
                        } else {
                            request.connection().close();
                        }
                    }));
        } else if (faults.has(Faults.SLOW_CHUNKS)) {
            response.putHeader("content-length", String.valueOf(body.length()));
            response.write(body.slice(0, half));
            vertx.setTimer(faults.value(Faults.SLOW_CHUNKS), tick -> response.end(body.slice(half, body.length())));
        } else {
            response.end(body);
        }
    }

    static void reset(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        connection.close();
    }

    private static void refuse(HttpServerResponse response, Speech speech, int status) {
        if (status == 429 || status == 503) {
            response.putHeader("retry-after", "7");
        }
        json(response).setStatusCode(status).end(speech.error(status));
    }

    private static HttpServerResponse json(HttpServerResponse response) {
        return response.putHeader("content-type", "application/json");
    }
}
