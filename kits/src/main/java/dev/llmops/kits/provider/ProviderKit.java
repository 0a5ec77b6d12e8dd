// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running provider on loopback, which speaks OpenAI's, Anthropic's, Gemini's and Bedrock's dialect, each at its own
 * paths. Faults are asked for per request, see {@code Faults}; the rest by its
 * settings.
 */
public final class ProviderKit implements AutoCloseable {
    private final Vertx vertx;
    private final SeenRequests seen;
    private final AtomicReference<ProviderSettings> settings;
    private final int port;

    private ProviderKit(Vertx vertx, SeenRequests seen, AtomicReference<ProviderSettings> settings, int port) {
        this.vertx = vertx;
        this.seen = seen;
        this.settings = settings;
        this.port = port;
    }

    public static ProviderKit start() {
        return start(ProviderSettings.DEFAULT);
    }

    /** Starts and waits until the port is open. */
    public static ProviderKit start(ProviderSettings settings) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(settings.threads()).setPreferNativeTransport(true));
        try {
            SeenRequests seen = new SeenRequests(settings);
            AtomicReference<ProviderSettings> current = new AtomicReference<>(settings);
            int port = settings.port();
            for (int i = 0; i < settings.threads(); i++) {
                ProviderVerticle verticle = new ProviderVerticle(port, current::get, seen);
                vertx.deployVerticle(verticle, new DeploymentOptions())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                port = verticle.actualPort();
            }
            return new ProviderKit(vertx, seen, current, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            vertx.close();
            throw new IllegalStateException("the provider did not start on port " + settings.port(), e);
        }
    }

    /** {@code http://127.0.0.1:PORT}, for dialects whose paths do not begin with {@code /v1}. */
    public String serverUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** The call that arrived last; fails when there was none, or nothing is remembered. */
    public SeenCall lastCall() {
        SeenCall last = seen.lastCall();
        if (last == null) {
            throw new IllegalStateException("no call was seen");
        }
        return last;
    }

    /** {@code http://127.0.0.1:PORT/v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port + "/v1";
    }

    public int port() {
        return port;
    }

    /** Replaces the settings for the requests to come; port, threads and ids file stay. */
    public void settings(ProviderSettings newSettings) {
        settings.set(newSettings);
    }

    /** The {@code x-request-id} of every call, in the order of arrival. */
    public List<String> requestIds() {
        return List.copyOf(seen.ids);
    }

    /** How many calls arrived. */
    public long calls() {
        return seen.count.get();
    }

    /** How many connections were made. */
    public int connections() {
        return seen.connections.get();
    }

    /** How many calls ended with the connection closed before the answer was complete. */
    public int aborted() {
        return seen.aborted.get();
    }

    /** Bytes of endless streams handed to the network so far. */
    public long endlessBytes() {
        return seen.bytesWritten.get();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            seen.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the provider did not stop", e);
        }
    }
}
