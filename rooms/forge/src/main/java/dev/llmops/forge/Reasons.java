// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.forge.wire.AllInUseException;
import io.netty.channel.ConnectTimeoutException;
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
            case AllInUseException ignored -> "all connections to it are in use";
            default -> "no connection (" + cause.getClass().getSimpleName() + ")";
        };
    }
}
