// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * What the server says to WebSockets. Messages are not compressed: a small one could stand for a large one, and each
 * socket would hold a window of its own.
 */
@Singleton
final class SocketOptions implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.addWebSocketSubProtocol(Conversation.PROTOCOL)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(SocketLimits.MAX_MESSAGE)
                .setMaxWebSocketMessageSize(SocketLimits.MAX_MESSAGE);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
