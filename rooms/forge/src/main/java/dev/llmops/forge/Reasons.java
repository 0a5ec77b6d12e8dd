// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Why a connection was not made, in words for people. Nothing of the remote side is repeated. */
final class Reasons {
    private Reasons() {}

    static String ofConnecting(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException ignored -> "no connection within 5 s";
            case NoRouteToHostException ignored -> "there is no route to its address";
            case ConnectException ignored -> "the connection was refused";
            case UnknownHostException ignored -> "its name has no address";
            case SSLException ignored -> "no trusted TLS connection: its certificate or protocol is not accepted";
            case ConnectionPoolTooBusyException ignored -> "all connections to it are in use";
            default -> "no connection (" + cause.getClass().getSimpleName() + ")";
        };
    }
}
