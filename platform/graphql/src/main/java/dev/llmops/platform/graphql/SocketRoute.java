// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Dialect;
import dev.llmops.platform.web.Gate;
import dev.llmops.platform.web.Problems;
import dev.llmops.platform.web.RawRoute;
import dev.llmops.platform.web.RawRoutes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * WebSockets at the path of GraphQL: before the resource of the same path, which has whatever asks for no upgrade. Who a
 * client is is asked when it introduces itself, by its first message or else by the headers it connected with.
 */
@Singleton
final class SocketRoute implements RawRoutes {
    private static final Logger LOG = Logger.getLogger(SocketRoute.class);

    private final GraphqlEngine engine;
    private final Gate gate;
    private final SocketLimits limits;
    private final SocketPlaces places;

    SocketRoute(
            GraphqlEngine engine,
            Gate gate,
            @ConfigProperty(name = "llmops.graphql.max-sockets", defaultValue = "2000") int maxSockets) {
        this.engine = engine;
        this.gate = gate;
        this.limits = SocketLimits.usual(maxSockets);
        this.places = new SocketPlaces(limits);
    }

    @Override
    public List<RawRoute> routes() {
        return List.of(new RawRoute(HttpMethod.GET, "/graphql", Permission.SELF, Dialect.PROBLEM, "", this::route));
    }

    private void route(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!"websocket".equalsIgnoreCase(request.getHeader("upgrade"))) {
            context.next();
            return;
        }
        try {
            places.enter();
        } catch (Problem full) {
            request.resume();
            Problems.send(full, context);
            return;
        }
        request.resume();
        request.toWebSocket().onSuccess(socket -> begin(context, socket)).onFailure(failure -> {
            places.leaveUnknown();
            LOG.debugf("no WebSocket: %s", failure.getMessage());
        });
    }

    private void begin(RoutingContext context, ServerWebSocket socket) {
        SocketLine line = new SocketLine(socket, limits);
        Admission admission = new Admission(gate, places, context.request());
        line.serve(new Conversation(line, admission, engine, limits), admission::leave, context.vertx());
        if (!Conversation.PROTOCOL.equals(socket.subProtocol())) {
            line.close(Conversation.OTHER_PROTOCOL, "Subprotocol not acceptable; ask for " + Conversation.PROTOCOL);
        }
    }
}
